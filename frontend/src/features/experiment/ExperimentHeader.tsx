import { Progress } from '@mantine/core'
import type { Experiment } from '@/api/types'
import { Label } from '@/components/Label'
import { StatusBadge } from '@/components/StatusBadge'
import { formatAge, formatDuration } from '@/format/times'
import { hasEnded } from '@/live/events'
import type { LiveState } from '@/live/stream'
import { ExperimentActions } from './ExperimentActions'
import classes from './ExperimentPage.module.css'
import { LiveMark } from './LiveMark'
import { describeSpec } from './network-words'

type ExperimentHeaderProps = {
  experiment: Experiment
  live: LiveState | null
  /** The last question got no answer at all. */
  away: boolean
  figure: string | undefined
}

export function ExperimentHeader({ experiment, live, away, figure }: ExperimentHeaderProps) {
  const { status, progress, runs, time_left_s: timeLeft } = experiment
  const diverged = runs.some((run) => run.diverged_at !== null)
  const moving = !hasEnded(status)
  return (
    <header className={classes.header}>
      <div style={{ minWidth: 0 }}>
        <h1 className={classes.title}>
          <Label text={experiment.name} />
        </h1>
        <div className={classes.facts}>
          <StatusBadge status={status} diverged={diverged} progress={progress} />
          {moving && timeLeft !== null && (
            <span className="numeric" data-testid="time-left">
              {formatDuration(timeLeft)} left
            </span>
          )}
          {live && <LiveMark state={live} away={away} />}
          <span className={classes.description}>{describeSpec(experiment.spec)}</span>
          <time dateTime={experiment.created_at}>{formatAge(experiment.created_at)}</time>
        </div>
      </div>
      <ExperimentActions experiment={experiment} figure={figure} />
      {moving && (
        <Progress
          className={classes.progress}
          value={progress * 100}
          size={4}
          aria-label="Progress of the experiment"
          transitionDuration={200}
          data-testid="progress"
        />
      )}
    </header>
  )
}
