import type { FieldError } from '@/api/types'
import type { SpecDocument } from '@/spec/document'
import classes from './NewExperiment.module.css'

type ObstaclesProps = {
  document: SpecDocument | null
  errors: readonly FieldError[]
  obstacle: string | null
}

/** Why it cannot run: each complaint with its place, or what is being waited for. */
export function Obstacles({ document, errors, obstacle }: ObstaclesProps) {
  const problems = document?.problems ?? []
  if (problems.length + errors.length === 0) {
    return (
      <p className={classes.obstacle} id="obstacle" data-testid="obstacle" aria-live="polite">
        {obstacle}
      </p>
    )
  }
  return (
    <ul className={classes.errors} id="obstacle" role="alert" data-testid="spec-errors">
      {problems.map(({ from, line, message }) => (
        <li key={from}>
          <strong>line {line}</strong> {message}
        </li>
      ))}
      {problems.length === 0 &&
        errors.map(({ field, message }) => (
          <li key={`${field}/${message}`} data-field={field}>
            {field && <strong className="mono">{field}</strong>} {message}
          </li>
        ))}
    </ul>
  )
}
