import type { Experiment, RuleInfo } from '@/api/types'
import { SchemeName } from '@/schemes/SchemeMark'
import type { AdviceGroup as Group } from './advice-groups'
import { RepairActions } from './RepairActions'
import { VerdictItem } from './VerdictItem'
import classes from './VerdictsView.module.css'
import { findingId } from './verdict-map/finding-id'

type AdviceGroupProps = {
  experiment: Experiment
  group: Group
  rules: readonly RuleInfo[] | undefined
}

/** What one advice answers: the findings, and below them the advice, said and offered once. */
export function AdviceGroup({ experiment, group, rules }: AdviceGroupProps) {
  const { scheme, advice, changes, verdicts } = group
  return (
    <li className={classes.group} data-testid="advice-group" data-scheme={scheme}>
      <h3 className={classes.scheme}>
        <SchemeName scheme={scheme} />
      </h3>
      <ul className={classes.findings}>
        {verdicts.map((verdict) => (
          <VerdictItem
            key={`${findingId(verdict)}/${verdict.explanation}`}
            experiment={experiment}
            verdict={verdict}
            rules={rules}
          />
        ))}
      </ul>
      {advice && (
        <div className={classes.remedy}>
          <p className={classes.advice}>{advice}</p>
          <RepairActions experiment={experiment} changes={changes} />
        </div>
      )}
    </li>
  )
}
