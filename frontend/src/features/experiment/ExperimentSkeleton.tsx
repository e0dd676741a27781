import { Skeleton } from '@mantine/core'
import classes from './ExperimentPage.module.css'

export function ExperimentSkeleton() {
  return (
    <section aria-busy="true" aria-label="Loading the experiment">
      <Skeleton height={30} width="min(420px, 80%)" mb={10} />
      <Skeleton height={16} width="min(640px, 100%)" mb={26} />
      <Skeleton height={20} width="min(560px, 90%)" mb={8} />
      <Skeleton height={20} width="min(500px, 84%)" mb={26} />
      <div className={classes.overview}>
        <Skeleton height={480} />
        <Skeleton height={480} />
      </div>
    </section>
  )
}
