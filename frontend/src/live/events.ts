import type { Experiment, LiveEvent, Run } from '@/api/types'

const STRUCTURAL = new Set([
  'run_started',
  'run_finished',
  'run_failed',
  'run_cancelled',
  'run_requeued',
  'experiment_finished',
  'experiment_cancelled',
])
const ENDED = new Set(['finished', 'failed', 'cancelled'])

/** Bring an experiment up to date with events; those it already knows change nothing. */
export function applyEvents(experiment: Experiment, events: readonly LiveEvent[]): Experiment {
  const news = events.filter((event) => event.sequence > experiment.last_sequence)
  if (news.length === 0) return experiment
  const runs = new Map(experiment.runs.map((run) => [run.id, run]))
  for (const event of news) {
    const run = event.run_id ? runs.get(event.run_id) : undefined
    if (run) runs.set(run.id, applyToRun(run, event))
  }
  const updated = [...runs.values()]
  return {
    ...experiment,
    runs: updated,
    status: news.reduce(statusAfter, experiment.status),
    progress: mean(updated.map((run) => run.progress)),
    last_sequence: news.at(-1)?.sequence ?? experiment.last_sequence,
  }
}

/** Whether an event changes more than numbers, so that verdicts and times must be asked for again. */
export function isStructural(event: LiveEvent): boolean {
  return STRUCTURAL.has(event.kind)
}

export function hasEnded(status: string): boolean {
  return ENDED.has(status)
}

/** The recorded steps with those of new frames, in order, each once. */
export function mergeSteps(steps: readonly number[], events: readonly LiveEvent[]): number[] {
  const added = events.flatMap((e) => (e.kind === 'frame_recorded' ? [e.step] : []))
  if (added.every((step) => steps.includes(step))) return steps as number[]
  return [...new Set([...steps, ...added])].sort((a, b) => a - b)
}

function applyToRun(run: Run, event: LiveEvent): Run {
  switch (event.kind) {
    case 'run_started':
      return { ...run, status: 'running' }
    case 'frame_recorded':
    case 'progress':
      return advance(run, event)
    case 'run_finished':
      return { ...finish(run, event.diverged_at), warnings: event.warnings ?? [] }
    case 'run_failed':
      return { ...run, status: 'failed', progress: 1, error: event.error }
    case 'run_cancelled':
      return { ...run, status: 'cancelled', progress: 1 }
    case 'run_requeued':
      return { ...run, status: 'queued', step: 0, progress: 0 }
    default:
      return run
  }
}

function advance(run: Run, { step, loss, progress }: Pick<Run, 'step' | 'loss' | 'progress'>): Run {
  if (step < run.step || hasEnded(run.status)) return run
  return { ...run, status: 'running', step, loss, progress }
}

function finish(run: Run, diverged_at: Run['diverged_at']): Run {
  const step = diverged_at?.step ?? run.total_steps
  return { ...run, status: 'finished', step, progress: 1, diverged_at }
}

function statusAfter(status: Experiment['status'], event: LiveEvent): Experiment['status'] {
  if (event.kind === 'experiment_finished') return event.status
  if (event.kind === 'experiment_cancelled') return 'cancelled'
  if (event.kind === 'run_started') return 'running'
  return status
}

function mean(values: readonly number[]): number {
  return values.length ? values.reduce((a, b) => a + b, 0) / values.length : 0
}
