import type { Verdict } from '@/api/types'
import { VerdictSign } from '@/components/VerdictLines'
import { formatNumber } from '@/format/numbers'
import { SchemeName } from '@/schemes/SchemeMark'
import classes from './VerdictsView.module.css'

/** Every finding: what was measured, what was expected, why it matters and what to do. */
export function VerdictsView({ verdicts }: { verdicts: readonly Verdict[] }) {
  if (verdicts.length === 0) {
    return <p className={classes.none}>No rule has found anything to report.</p>
  }
  return (
    <ol className={classes.list} data-testid="verdict-list">
      {verdicts.map((verdict) => (
        <VerdictItem
          key={`${verdict.rule}/${verdict.scheme}/${verdict.layer}/${verdict.explanation}`}
          verdict={verdict}
        />
      ))}
    </ol>
  )
}

function VerdictItem({ verdict }: { verdict: Verdict }) {
  const { rule, name, scheme, layer, explanation, advice, reference, source } = verdict
  return (
    <li className={classes.item}>
      <VerdictSign severity={verdict.severity} />
      <div className={classes.where}>
        <SchemeName scheme={scheme} />
        <span className="mono">{layer}</span>
      </div>
      <div className={classes.words}>
        <p>{explanation}</p>
        {advice && <p className={classes.advice}>{advice}</p>}
        <p className={classes.source}>
          <span className="mono">{rule}</span> {name.replaceAll('-', ' ')}
          {source && <span title={reference}>{` · ${source}`}</span>}
        </p>
      </div>
      <dl className={classes.numbers}>
        <Reading label="measured" value={verdict.measured} />
        <Reading label="predicted" value={verdict.predicted} />
        <Reading label="bound" value={verdict.bound} />
      </dl>
    </li>
  )
}

function Reading({ label, value }: { label: string; value: number | null }) {
  if (value === null) return null
  return (
    <div>
      <dt>{label}</dt>
      <dd className="numeric">{formatNumber(value)}</dd>
    </div>
  )
}
