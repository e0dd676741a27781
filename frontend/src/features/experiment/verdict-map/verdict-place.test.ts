import { expect, it } from 'vitest'
import type { RuleInfo, Summary, Verdict } from '@/api/types'
import { readViewState } from '../use-view-state'
import { findingShown, placeOf } from './verdict-place'

const RULES = [
  { code: 'FS101', figure: 'variance-by-depth' },
  { code: 'FS103', figure: 'activations' },
] as RuleInfo[]
const SUMMARIES = [
  { scheme: 'xavier', severity: 'warning' },
  { scheme: 'hyperfan-in', severity: 'healthy' },
] as Summary[]
const verdict = (rule: string, layer: string | null) =>
  ({ rule, layer, scheme: 'scaled(of=xavier, factor=2)' }) as Verdict

it('marks the layer in a figure by depth, with the other layers and a healthy scheme beside it', () => {
  const place = placeOf(verdict('FS101', 'main.1'), RULES, SUMMARIES)
  expect(place?.view.path).toBe('depth')
  const state = readViewState(new URLSearchParams(place?.search))
  expect(state).toMatchObject({
    schemes: ['scaled(of=xavier, factor=2)', 'hyperfan-in'],
    layers: [],
    mark: 'main.1',
    rules: ['FS101'],
  })
})

it('chooses the layer where each has a panel of its own', () => {
  const state = readViewState(
    new URLSearchParams(placeOf(verdict('FS103', 'main.1'), RULES, SUMMARIES)?.search),
  )
  expect(state).toMatchObject({ layers: ['main.1'], mark: 'main.1' })
})

it('leads nowhere without a figure', () => {
  expect(placeOf(verdict('FS999', null), RULES, [])).toBeNull()
  expect(placeOf(verdict('FS101', null), undefined, [])).toBeNull()
})

it('finds the finding again that a link was made of', () => {
  const verdicts = [verdict('FS101', 'main.0'), verdict('FS101', 'main.1'), verdict('FS103', null)]
  for (const one of verdicts) {
    const state = readViewState(new URLSearchParams(placeOf(one, RULES, SUMMARIES)?.search))
    expect(findingShown(verdicts, state)).toBe(one)
  }
  expect(findingShown(verdicts, readViewState(new URLSearchParams()))).toBeUndefined()
})
