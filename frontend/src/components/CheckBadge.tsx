import type { CheckStatus } from '@/api/types'
import classes from './CheckBadge.module.css'

const SIGNS: Record<CheckStatus, readonly [sign: string, word: string]> = {
  passed: ['✓', 'passed'],
  failed: ['✕', 'failed'],
  error: ['!', 'not judged'],
  running: ['…', 'running'],
}

/** How a check ended, as a sign and a word. */
export function CheckBadge({ status, label = '' }: { status: CheckStatus; label?: string }) {
  const [sign, word] = SIGNS[status]
  return (
    <span className={classes.badge} data-status={status} data-testid="check-status">
      <span aria-hidden="true">{sign}</span> {label}
      {word}
    </span>
  )
}
