import type { Status } from '@/api/types'
import classes from './StatusBadge.module.css'

type StatusBadgeProps = { status: Status; diverged?: boolean; progress?: number }

/** A status in a word, with a shape of its own so that it never depends on color. */
export function StatusBadge({ status, diverged = false, progress }: StatusBadgeProps) {
  const shown = status === 'finished' && diverged ? 'diverged' : status
  const percent = status === 'running' && progress !== undefined ? formatPercent(progress) : ''
  return (
    <span className={classes.badge} data-status={shown} data-testid="status">
      <span className={classes.sign} aria-hidden="true" />
      {shown}
      {percent && <span className="numeric">{percent}</span>}
    </span>
  )
}

function formatPercent(progress: number): string {
  return `${Math.floor(progress * 100)} %`
}
