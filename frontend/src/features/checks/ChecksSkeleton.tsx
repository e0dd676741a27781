import { Skeleton } from '@mantine/core'

export function ChecksSkeleton() {
  return (
    <section aria-busy="true" aria-label="Loading the checks">
      <Skeleton height={18} width={120} mb={12} />
      <Skeleton height={132} mb={28} />
      <Skeleton height={18} width={120} mb={12} />
      <Skeleton height={260} />
    </section>
  )
}
