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

it('fits a list of layers to the data', () => {
  const digits = { name: 'digits', features: 64, classes: 7 } as DatasetInfo
  const after = changeSpec(SEQUENTIAL, (d) => fitToData(d, digits))
  expect(value(after)).toMatchObject({
    network: { input: [1, 8, 8], layers: [{}, { features: 30 }, {}, { features: 7 }] },
  })
})

it.each([
  [64, 3, [1, 8, 8]],
  [3072, 3, [3, 32, 32]],
  [50, 3, [50]],
  [64, 1, [64]],
])('%i values in %i dimensions are %j', (features, dimensions, shape) => {
  expect(inputShape(features, dimensions)).toEqual(shape)
})
