import { expect, it } from 'vitest'
import { nextLayer } from './FigureView'
import { figureQuery, shownStep } from './figure-query'
import { readViewState } from './use-view-state'

const view = (search: string) => readViewState(new URLSearchParams(search))
const steps = [0, 1, 5, 93, 200]

it('shows the last recorded step that is not later than the one asked for', () => {
  expect(shownStep(view(''), steps)).toBe(0)
  expect(shownStep(view('step=100'), steps)).toBe(93)
  expect(shownStep(view('step=latest'), steps)).toBe(200)
  expect(shownStep(view('step=latest'), [])).toBe(0)
})

it('asks only for what is narrowed down', () => {
  expect(figureQuery(view(''), steps)).toEqual({})
  expect(figureQuery(view('step=latest&scheme=xavier&layer=main.1&scale=log'), steps)).toEqual({
    step: 200,
    scheme: ['xavier'],
    layer: ['main.1'],
    scale: 'log',
  })
})

it('goes through the layers and back to all', () => {
  const layers = ['main.0', 'main.1']
  expect(nextLayer(layers, [])).toEqual(['main.0'])
  expect(nextLayer(layers, ['main.0'])).toEqual(['main.1'])
  expect(nextLayer(layers, ['main.1'])).toEqual([])
})
