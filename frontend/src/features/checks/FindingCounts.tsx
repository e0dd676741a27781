import type { CheckItem } from '@/api/types'
import { severitySign } from '@/components/VerdictLines'
import classes from './Checks.module.css'

type Counted = Pick<CheckItem, 'num_errors' | 'num_warnings'>

/** Whether a check has ended with verdicts, be there none. */
export function hasFindings({ status }: Pick<CheckItem, 'status'>): boolean {
  return status === 'passed' || status === 'failed'
}

/** How much was found. */
export function FindingCounts({ check }: { check: Counted }) {
  const { num_errors: errors, num_warnings: warnings } = check
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
