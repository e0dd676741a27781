import { expect, it } from 'vitest'
import type { Experiment } from '@/api/types'
import { describeSpec, formatWidths, layerNames } from './network-words'

const spec = {
  network: { kind: 'hypernetwork', main: { widths: [784, 500, 500, 10], activation: 'tanh' } },
  data: { name: 'mnist' },
  training: { steps: 600 },
} as unknown as Experiment['spec']

it('folds equal widths', () => {
  expect(formatWidths([784, 500, 500, 500, 10])).toBe('784, 500 × 3, 10')
  expect(formatWidths([5, 5])).toBe('5 × 2')
})

it('names the layers of the main network', () => {
  expect(layerNames(spec)).toEqual(['main.0', 'main.1', 'main.2'])
})

it('says what is trained in one line', () => {
  expect(describeSpec(spec)).toBe(
    'hypernetwork over an MLP 784, 500 × 2, 10 tanh, on mnist, 600 steps',
  )
})
