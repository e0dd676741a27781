import { expect, it } from 'vitest'
import { readViewState, type ViewState, writeViewState } from './use-view-state'

it('comes back from the URL as it was written', () => {
  const state: ViewState = {
    step: 120,
    schemes: ['xavier', 'scaled(of=xavier, factor=0.5)'],
    layers: ['main.0'],
    seeds: [0, 2],
    scale: 'log',
    quantity: 'weight',
    rules: ['FS101'],
    mark: 'main.2',
  }
  expect(readViewState(writeViewState(state))).toEqual(state)
  expect(readViewState(writeViewState({ ...state, step: 'latest' })).step).toBe('latest')
})

it('has an empty URL for the plain view', () => {
  const plain = readViewState(new URLSearchParams())
  expect(writeViewState(plain).toString()).toBe('')
  expect(plain).toMatchObject({ step: null, schemes: [], rules: [], mark: null })
})

it('ignores what a hand-written URL gets wrong', () => {
  const state = readViewState(new URLSearchParams('step=-3&seed=x&seed=1&scale=cubic'))
  expect(state).toMatchObject({ step: null, seeds: [1], scale: 'auto' })
})
