import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { rulesOptions } from '@/api/catalogues'
import type { Experiment, RuleInfo, Verdict } from '@/api/types'
import { ruleTitle } from '@/features/rules/rule-title'
import { AdviceGroup } from './AdviceGroup'
import { byAdvice } from './advice-groups'
import { Choices } from './Choices'
import { useViewState } from './use-view-state'
import classes from './VerdictsView.module.css'
import { VerdictMap } from './verdict-map/VerdictMap'
import { firedRules } from './verdict-map/verdict-grid'

/** Where each scheme breaks, as a map, and every finding in words below it. */
export function VerdictsView({ experiment }: { experiment: Experiment }) {
  const [state, setState] = useViewState()
  const rules = useQuery(rulesOptions).data
  const { verdicts, summaries } = experiment
  const fired = firedRules(verdicts)
  const chosen = state.rules.filter((code) => fired.includes(code))
  const listed = verdicts.filter(({ rule }) => chosen.length === 0 || chosen.includes(rule))
  return (
    <div className={classes.view}>
      {fired.length > 1 && (
        <Choices
          label="Rules"
          options={fired}
          selected={chosen}
          onChange={(next) => setState({ rules: next })}
          render={(code) => (
            <RuleName verdict={verdicts.find(({ rule }) => rule === code)} rules={rules} />
          )}
          compact
        />
      )}
      <VerdictMap experiment={experiment} rules={rules} shown={chosen} />
      <p className={classes.legend}>
        {verdicts.length > 0 &&
          'A finding stands at the layer that it names. Choose one to see the figure that shows it. '}
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
          {byAdvice(listed).map((group) => (
            <AdviceGroup
              key={`${group.scheme}/${group.advice}`}
              experiment={experiment}
              group={group}
              rules={rules}
            />
          ))}
        </ol>
      )}
    </div>
  )
}

type RuleNameProps = { verdict: Verdict | undefined; rules: readonly RuleInfo[] | undefined }

function RuleName({ verdict, rules }: RuleNameProps) {
  if (!verdict) return null
  return (
    <span>
      {verdict.rule} <span className={classes.ruleName}>{ruleTitle(verdict, rules)}</span>
    </span>
  )
}
