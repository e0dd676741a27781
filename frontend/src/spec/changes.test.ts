import { expect, it } from 'vitest'
import type { DatasetInfo } from '@/api/types'
import { switchData, switchOptimizer } from './changes'
import { changeSpec, readSpec } from './document'
import { switchNetwork } from './networks'

const PLAIN = `name: a # kept
network: {kind: mlp, widths: [784, 30, 10], activation: relu}
data: {name: mnist}
training: {steps: 5, optimizer: {kind: sgd, lr: 0.5}}
schemes: [xavier]
`
const digits = {
  name: 'digits',
  features: 64,
  shape: [1, 8, 8],
  classes: 10,
} as unknown as DatasetInfo
const value = (text: string) => readSpec(text).value

it('wraps a plain network in a hypernetwork, and takes it out again', () => {
  const wrapped = changeSpec(PLAIN, (document) => switchNetwork(document, 'hypernetwork'))
  expect(value(wrapped)).toMatchObject({
    network: { kind: 'hypernetwork', main: { widths: [784, 30, 10], activation: 'relu' } },
  })
  expect(wrapped).toContain('# kept')
  const plain = changeSpec(wrapped, (document) => switchNetwork(document, 'mlp'))
  expect(value(plain)).toEqual(value(PLAIN))
})

it('fits inputs and classes to the data', () => {
  const after = changeSpec(PLAIN, (document) => switchData(document, digits))
  expect(value(after)).toMatchObject({
    data: { name: 'digits' },
    network: { widths: [64, 30, 10] },
  })
})

it('enlarges digits for a network that wants larger pictures', () => {
  const network = 'kind: sequential, input: [3, 32, 32], layers: [{op: flatten}]'
  const text = `network: {${network}}\ndata: {name: cifar10}\n`
  const after = changeSpec(text, (document) => switchData(document, digits))
  expect(value(after)).toMatchObject({
    network: { input: [3, 32, 32] },
    data: { name: 'digits', shape: [3, 32, 32] },
  })
})

it('does not keep a loss of classes for numbers to predict', () => {
  const lines = { name: 'regression-tasks', features: 1, shape: [], classes: 0, targets: 1 }
  const text = PLAIN.replace('lr: 0.5}', 'lr: 0.5}, loss: cross-entropy')
  const after = changeSpec(text, (document) =>
    switchData(document, lines as unknown as DatasetInfo),
  )
  expect(value(after)).toMatchObject({ network: { widths: [1, 30, 1] } })
  expect(after).not.toContain('loss')
})

it('keeps the learning rate for another optimizer', () => {
  const after = changeSpec(PLAIN, (document) => switchOptimizer(document, 'momentum'))
  expect(value(after)).toMatchObject({ training: { optimizer: { kind: 'momentum', lr: 0.5 } } })
})
