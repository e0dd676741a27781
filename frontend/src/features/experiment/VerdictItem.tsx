import { Link } from 'react-router'
import type { Experiment, RuleInfo, Verdict } from '@/api/types'
import { VerdictSign } from '@/components/VerdictLines'
import { ruleTitle } from '@/features/rules/rule-title'
import { formatNumber } from '@/format/numbers'
import classes from './VerdictsView.module.css'
import { findingId } from './verdict-map/finding-id'
import { placeOf } from './verdict-map/verdict-place'

type VerdictItemProps = {
  experiment: Experiment
  verdict: Verdict
  rules: readonly RuleInfo[] | undefined
}

/** One finding: what was measured, what was expected and why it matters. */
export function VerdictItem({ experiment, verdict, rules }: VerdictItemProps) {
  const { rule, layer, explanation, reference, source } = verdict
  const place = placeOf(verdict, rules, experiment.summaries)
  return (
    <li className={classes.item} id={findingId(verdict)} data-rule={rule}>
      <VerdictSign severity={verdict.severity} />
      <div className={classes.where}>
        <span className="mono">{layer ?? 'whole network'}</span>
      </div>
      <div className={classes.words}>
        <p>{explanation}</p>
        <p className={classes.source}>
          <Link to={`/rules/${rule}`} data-testid="rule-meaning">
            <span className="mono">{rule}</span> {ruleTitle(verdict, rules)}
          </Link>
          {place && (
            <Link
              to={{
                pathname: `/experiments/${experiment.id}/${place.view.path}`,
                search: place.search,
              }}
              preventScrollReset
            >
              Show the figure
            </Link>
          )}
          {source && <span title={reference}>{source}</span>}
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
