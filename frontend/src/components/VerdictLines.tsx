import type { ReactNode } from 'react'
import type { Severity, Summary } from '@/api/types'
import { SchemeMark } from '@/schemes/SchemeMark'
import classes from './VerdictLines.module.css'

const SIGNS: Record<Severity, readonly [sign: string, word: string]> = {
  healthy: ['✓', 'healthy'],
  warning: ['!', 'warning'],
  error: ['✕', 'fault'],
  pending: ['…', 'pending'],
}

/** One sentence a scheme: what is healthy, and where the others break. */
export function VerdictLines({ summaries, size }: VerdictLinesProps) {
  return (
    <ul className={classes.lines} data-size={size} data-testid="verdicts">
      {summaries.map((summary) => (
        <li key={summary.scheme} className={classes.line} data-severity={summary.severity}>
          <SchemeMark scheme={summary.scheme} />
          <VerdictSign severity={summary.severity} />
          <span className={classes.sentence}>{highlight(summary)}</span>
        </li>
      ))}
    </ul>
  )
}

type VerdictLinesProps = { summaries: readonly Summary[]; size: 'small' | 'large' }

/** A severity as a sign and as a word. */
export function severitySign(severity: Severity): readonly [sign: string, word: string] {
  return SIGNS[severity]
}

export function VerdictSign({ severity }: { severity: Severity }) {
  const [sign, word] = SIGNS[severity]
  return (
    <span className={classes.sign} data-severity={severity} role="img" aria-label={word}>
      {sign}
    </span>
  )
}

/** The sentence with the scheme's name in bold; the sentence may or may not begin with it. */
function highlight({ scheme, sentence }: Summary): ReactNode {
  const words = sentence.replaceAll('× ', '×\u00a0') // a factor and its sign stay together
  const rest = words.startsWith(scheme) ? words.slice(scheme.length) : `: ${words}`
  return (
    <>
      <strong>{scheme}</strong>
      {rest}
    </>
  )
}
