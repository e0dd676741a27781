import { expect, it } from 'vitest'
import type { DatasetInfo } from '@/api/types'
import { changeSpec, readSpec } from './document'
import { asMlp, asSequential, fitToData, inputShape, switchMain, switchNetwork } from './networks'

const SEQUENTIAL = `network:
  kind: sequential # kept
  input: [1, 28, 28]
  layers:
    - {op: flatten}
    - {op: linear, features: 30}
    - {op: activation, name: relu}
    - {op: linear, features: 10} # classes
`
const value = (text: string) => readSpec(text).value

it('puts a list of layers under a hypernetwork with its comments, and lets it out again', () => {
  const wrapped = changeSpec(SEQUENTIAL, (d) => switchNetwork(d, 'hypernetwork'))
  expect(value(wrapped)).toMatchObject({
    network: { kind: 'hypernetwork', main: { kind: 'sequential', input: [1, 28, 28] } },
  })
  expect(wrapped).toContain('# classes')
  expect(changeSpec(wrapped, (d) => switchNetwork(d, 'sequential'))).toBe(SEQUENTIAL)
})

it('writes an MLP as layers, one on each line, and reads them as widths again', () => {
  const mlp = { kind: 'mlp', widths: [64, 30, 10], activation: 'gelu', bias: false }
  expect(asSequential(mlp)).toEqual({
    kind: 'sequential',
    input: [64],
    layers: [
      { op: 'linear', features: 30, bias: false },
      { op: 'activation', name: 'gelu' },
      { op: 'linear', features: 10, bias: false },
    ],
  })
  expect(asMlp(asSequential(mlp))).toEqual({
    kind: 'mlp',
    widths: [64, 30, 10],
    activation: 'gelu',
  })
  const text = 'network: {kind: mlp, widths: [64, 10]}\n'
  expect(changeSpec(text, (d) => switchMain(d, ['network'], 'sequential'))).toBe(
    'network:\n  kind: sequential\n  input: [64]\n  layers:\n    - {op: linear, features: 10}\n',
  )
})

const DIGITS = { features: 64, shape: [1, 8, 8], vocabulary: 17, classes: 7, targets: 0 }
const LINES = { features: 1, shape: [] as number[], vocabulary: 0, classes: 0, targets: 2 }
const FOLDER = { features: 150528, shape: [3, 224, 224], vocabulary: 256, classes: 0, targets: 0 }
const fitted = (text: string, dataset: object) =>
  value(changeSpec(text, (d) => fitToData(d, dataset as DatasetInfo)))

it('fits a list of layers to the data', () => {
  expect(fitted(SEQUENTIAL, DIGITS)).toMatchObject({
    network: { input: [1, 8, 8], layers: [{}, { features: 30 }, {}, { features: 7 }] },
  })
})

it('leaves the outputs alone where the data cannot say how many', () => {
  expect(fitted(SEQUENTIAL, FOLDER)).toMatchObject({
    network: { input: [3, 224, 224], layers: [{}, {}, {}, { features: 10 }] },
  })
})

it('gives numbers to predict their outputs, and tokens their vocabulary', () => {
  const mlp = 'network: {kind: mlp, widths: [64, 30, 10]}\n'
  expect(fitted(mlp, LINES)).toMatchObject({ network: { widths: [1, 30, 2] } })
  const text = `network:
  kind: sequential
  input: [784]
  layers:
    - {op: embedding, vocabulary: 256, features: 8}
    - {op: pool, kind: global}
    - {op: conv2d, channels: 10, kernel: 1}
    - {op: pool, kind: global}
`
  expect(fitted(text, DIGITS)).toMatchObject({
    network: { input: [64], layers: [{ vocabulary: 17, features: 8 }, {}, { channels: 7 }, {}] },
  })
})

it.each([
  [[3, 32, 32], DIGITS, [1, 8, 8]],
  [[784], DIGITS, [64]],
  [[3, 32, 32], LINES, [1]],
  [[1, 1, 1], LINES, [1, 1, 1]],
])('an input of %j takes %j as %j', (wanted, dataset, shape) => {
  expect(inputShape(wanted, dataset)).toEqual(shape)
})
