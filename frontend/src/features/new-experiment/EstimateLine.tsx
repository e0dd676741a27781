import type { Estimates } from '@/api/types'
import { formatBytes, formatCount } from '@/format/numbers'
import { formatDuration } from '@/format/times'
import classes from './NewExperiment.module.css'

type EstimateLineProps = { estimate: Estimates | undefined; stale: boolean }

/** What the experiment will take. */
export function EstimateLine({ estimate, stale }: EstimateLineProps) {
  if (!estimate) return <span />
  const facts: [string, string][] = [
    ['runs', `${formatCount(estimate.runs)} × ${formatCount(estimate.steps)} steps`],
    ['time', formatDuration(estimate.duration_s)],
    ['memory', formatBytes(estimate.memory_bytes)],
    ['trainable', formatCount(estimate.parameters_main + estimate.parameters_hypernetwork)],
  ]
  if (estimate.generated > 0) facts.push(['generated', formatCount(estimate.generated)])
  return (
    <dl className={classes.estimate} data-stale={stale || undefined} data-testid="estimate">
      {facts.map(([term, value]) => (
        <div key={term} data-term={term}>
          <dt>{term}</dt>
          <dd className="numeric">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
