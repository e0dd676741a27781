import { expect, it } from 'vitest'
import type { Experiment } from '@/api/types'
import { describeSpec, formatWidths } from './network-words'

const spec = {
  network: { kind: 'hypernetwork', main: { widths: [784, 500, 500, 10], activation: 'tanh' } },
  data: { name: 'mnist' },
  training: { steps: 600 },
} as unknown as Experiment['spec']

it('folds equal widths', () => {
  expect(formatWidths([784, 500, 500, 500, 10])).toBe('784, 500 × 3, 10')
  expect(formatWidths([5, 5])).toBe('5 × 2')
})

it('says what is trained in one line', () => {
  expect(describeSpec(spec)).toBe(
    'hypernetwork over MLP 784, 500 × 2, 10 tanh, on mnist, 600 steps',
  )
})

it('says how many tasks are learned in sequence', () => {
  const tasks = { ...spec, data: { name: 'regression-tasks', tasks: 3 } } as Experiment['spec']
  expect(describeSpec(tasks)).toMatch(/on regression-tasks, 3 tasks of 600 steps$/)
})

it('counts the layers of any other network', () => {
  const sequential = { kind: 'sequential', input: [3, 32, 32], layers: [{}, {}] }
  const other = { ...spec, network: sequential } as unknown as Experiment['spec']
  expect(describeSpec(other)).toBe('2 layers from 3 × 32 × 32, on mnist, 600 steps')
})
