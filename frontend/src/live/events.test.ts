import { describe, expect, it } from 'vitest'
import type { Experiment, LiveEvent, Run } from '@/api/types'
import { applyEvents, mergeSteps } from './events'

const run = (id: string): Run => ({
  id,
  experiment_id: 'e',
  num_frames: 0,
  scheme: 'xavier',
  seed: 0,
  status: 'queued',
  step: 0,
  total_steps: 100,
  progress: 0,
  loss: null,
  diverged_at: null,
  error: null,
  warnings: [],
})

const experiment = { status: 'queued', progress: 0, last_sequence: 1, runs: [run('a'), run('b')] }
const queued = experiment as Experiment

let sequence = 1
const event = (kind: LiveEvent['kind'], rest: object = {}): LiveEvent =>
  ({ sequence: ++sequence, kind, run_id: 'a', at: '2024-01-01T00:00:00Z', ...rest }) as LiveEvent

describe('applyEvents', () => {
  it('moves a run and the mean progress', () => {
    const events = [event('run_started'), event('progress', { step: 50, loss: 2.3, progress: 0.5 })]
    const after = applyEvents(queued, events)
    expect(after.runs[0]).toMatchObject({ status: 'running', step: 50, loss: 2.3, progress: 0.5 })
    expect(after).toMatchObject({ status: 'running', progress: 0.25, last_sequence: sequence })
  })

  it('ignores what it already knows, so a replay changes nothing', () => {
    const events = [event('run_started'), event('progress', { step: 10, progress: 0.1 })]
    const once = applyEvents(queued, events)
    expect(applyEvents(once, events)).toBe(once)
  })

  it('never moves a run backwards while a retry skips frames that exist', () => {
    const far = applyEvents(queued, [event('progress', { step: 80, progress: 0.8 })])
    const retry = applyEvents(far, [event('progress', { step: 20, progress: 0.2 })])
    expect(retry.runs[0]?.step).toBe(80)
  })

  it('marks a diverged run as finished, with the place', () => {
    const events = [
      event('progress', { step: 3, progress: 0.03 }),
      event('run_finished', {
        diverged_at: { step: 3, layer: 'main.1' },
        warnings: ['1 picture could not be read'],
      }),
    ]
    const after = applyEvents(queued, events)
    expect(after.runs[0]).toMatchObject({
      status: 'finished',
      step: 3,
      progress: 1,
      diverged_at: { step: 3, layer: 'main.1' },
      warnings: ['1 picture could not be read'],
    })
  })

  it('takes the end of the experiment from the log', () => {
    const end = event('experiment_finished', { run_id: null, status: 'failed' })
    expect(applyEvents(queued, [end]).status).toBe('failed')
    const cancelled = event('experiment_cancelled', { run_id: null })
    expect(applyEvents(queued, [cancelled]).status).toBe('cancelled')
  })
})

describe('mergeSteps', () => {
  it('keeps steps sorted and unique', () => {
    const events = [5, 2, 5].map((step) => event('frame_recorded', { step }))
    expect(mergeSteps([0, 2, 10], events)).toEqual([0, 2, 5, 10])
  })

  it('keeps the same array when there is nothing new', () => {
    const steps = [0, 2]
    expect(mergeSteps(steps, [event('frame_recorded', { step: 2 })])).toBe(steps)
  })
})
