import { Progress } from '@mantine/core'
import { Link } from 'react-router'
import type { ExperimentItem } from '@/api/types'
import { CheckBadge } from '@/components/CheckBadge'
import { DepthSparkline } from '@/components/DepthSparkline'
import { ExperimentMenu } from '@/components/ExperimentMenu'
import { Label } from '@/components/Label'
import { StatusBadge } from '@/components/StatusBadge'
import { VerdictLines } from '@/components/VerdictLines'
import { formatAge } from '@/format/times'
import classes from './ExperimentRow.module.css'

const MAX_SENTENCES = 4

export function ExperimentRow({ item }: { item: ExperimentItem }) {
  const shown = item.summaries.slice(0, MAX_SENTENCES)
  const hidden = item.summaries.length - shown.length
  return (
    <li className={classes.row} data-testid="experiment-row" data-id={item.id}>
      <div className={classes.identity}>
        <Link className={classes.name} to={`/experiments/${item.id}`}>
          <Label text={item.name} />
        </Link>
        <div className={classes.facts}>
          {item.check && <CheckBadge status={item.check.status} label="check " />}
          <StatusBadge status={item.status} diverged={item.diverged > 0} progress={item.progress} />
          <time dateTime={item.created_at} title={new Date(item.created_at).toLocaleString()}>
            {formatAge(item.created_at)}
          </time>
        </div>
        {item.status === 'running' && (
          <Progress
            className={classes.progress}
            value={item.progress * 100}
            size={3}
            aria-label="Progress"
          />
        )}
      </div>
      <div className={classes.verdicts}>
        <VerdictLines summaries={shown} size="small" />
        {hidden > 0 && <span className={classes.more}>and {hidden} more schemes</span>}
      </div>
      <DepthSparkline profile={item.profile} />
      <div className={classes.menu}>
        <ExperimentMenu id={item.id} name={item.name} testId="row" />
      </div>
    </li>
  )
}
