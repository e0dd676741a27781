import type { CheckItem } from '@/api/types'
import { severitySign } from '@/components/VerdictLines'
import classes from './Checks.module.css'

type Counted = Pick<CheckItem, 'id' | 'status' | 'num_errors' | 'num_warnings'>

/** How much was found, with the way to it. */
export function FindingCounts({ check }: { check: Counted }) {
  const { status, num_errors: errors, num_warnings: warnings } = check
  if (status === 'running' || status === 'error') return <>–</>
  if (errors + warnings === 0) return <span className={classes.quiet}>none</span>
  return (
    <span className={classes.counts}>
      {errors > 0 && (
        <span data-severity="error">
          <span aria-hidden="true">{severitySign('error')[0]}</span> {errors}{' '}
          {errors === 1 ? 'fault' : 'faults'}
        </span>
      )}
      {warnings > 0 && (
        <span data-severity="warning">
          <span aria-hidden="true">{severitySign('warning')[0]}</span> {warnings}{' '}
          {warnings === 1 ? 'warning' : 'warnings'}
        </span>
      )}
    </span>
  )
}
