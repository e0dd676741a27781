import { Skeleton } from '@mantine/core'
import classes from './ExperimentsPage.module.css'

const ROWS = ['a', 'b', 'c', 'd']

export function ListSkeleton() {
  return (
    <section className={classes.list} aria-busy="true" aria-label="Loading experiments">
      {ROWS.map((row) => (
        <div key={row} style={{ padding: '16px 18px' }}>
          <Skeleton height={18} width="32%" mb={10} />
          <Skeleton height={13} width="70%" mb={6} />
          <Skeleton height={13} width="62%" />
        </div>
      ))}
    </section>
  )
}
