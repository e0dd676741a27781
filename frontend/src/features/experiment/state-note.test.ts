import { expect, it } from 'vitest'
import type { Experiment } from '@/api/types'
import { noteFor } from './StateNote'

const experiment = (status: string, rest: object = {}) =>
  ({
    status,
    runs: [{ diverged_at: null }, { diverged_at: null }],
    error: null,
    ...rest,
  }) as Experiment

it.each([
  ['queued', 'Waiting for a worker.'],
  ['failed', 'Failed.'],
  ['cancelled', 'Cancelled.'],
])('%s says what to do next', (status, title) => {
  expect(noteFor(experiment(status))?.title).toBe(title)
})

it('says how many runs diverged', () => {
  const runs = [{ diverged_at: { step: 1, layer: 'main.5' } }, { diverged_at: null }]
  expect(noteFor(experiment('finished', { runs }))?.text).toMatch(/^1 of 2 runs/)
})

it('gives the reason of a failure', () => {
  expect(noteFor(experiment('failed', { error: 'No data.' }))?.text).toMatch(/^No data\./)
})

it('stays silent about plain success', () => {
  expect(noteFor(experiment('finished'))).toBeNull()
  expect(noteFor(experiment('running'))).toBeNull()
})
