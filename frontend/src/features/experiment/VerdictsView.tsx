import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { rulesOptions } from '@/api/catalogues'
import type { Experiment } from '@/api/types'
import { Choices } from './Choices'
import { useViewState } from './use-view-state'
import { VerdictItem } from './VerdictItem'
import classes from './VerdictsView.module.css'
import { findingId } from './verdict-map/finding-id'
import { VerdictMap } from './verdict-map/VerdictMap'
import { type FiredRule, firedRules } from './verdict-map/verdict-grid'

/** Where each scheme breaks, as a map, and every finding in words below it. */
export function VerdictsView({ experiment }: { experiment: Experiment }) {
  const [state, setState] = useViewState()
  const rules = useQuery(rulesOptions).data
  const { verdicts, summaries } = experiment
  const fired = firedRules(verdicts)
  const chosen = state.rules.filter((code) => fired.some((rule) => rule.code === code))
  const listed = verdicts.filter(({ rule }) => chosen.length === 0 || chosen.includes(rule))
  return (
    <div className={classes.view}>
      {fired.length > 1 && (
        <Choices
          label="Rules"
          options={fired.map(({ code }) => code)}
          selected={chosen}
          onChange={(next) => setState({ rules: next })}
          render={(code) => <RuleName rule={fired.find((rule) => rule.code === code)} />}
          compact
        />
      )}
      <VerdictMap experiment={experiment} rules={rules} shown={chosen} />
      <p className={classes.legend}>
        {verdicts.length > 0 &&
          'A finding stands at the layer where it begins. Choose one to see the figure that shows it. '}
        <Link to="/rules">What the rules mean</Link>
      </p>
      {verdicts.length === 0 && (
        <p className={classes.none} data-testid="no-verdicts">
          {summaries.every(({ severity }) => severity === 'pending')
            ? 'Nothing is judged yet: the first frame says how step 0 looks.'
            : 'No rule has found anything to report.'}
        </p>
      )}
      {listed.length > 0 && (
        <ol className={classes.list} data-testid="verdict-list">
          {listed.map((verdict) => (
            <VerdictItem
              key={`${findingId(verdict)}/${verdict.explanation}`}
              experiment={experiment}
              verdict={verdict}
              rules={rules}
            />
          ))}
        </ol>
      )}
    </div>
  )
}

function RuleName({ rule }: { rule: FiredRule | undefined }) {
  if (!rule) return null
  return (
    <span>
      {rule.code} <span className={classes.ruleName}>{rule.name}</span>
    </span>
  )
}
