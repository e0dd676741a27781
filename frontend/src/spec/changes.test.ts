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
const digits = { name: 'digits', features: 64, classes: 10 } as DatasetInfo
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

it('keeps the learning rate for another optimizer', () => {
  const after = changeSpec(PLAIN, (document) => switchOptimizer(document, 'momentum'))
  expect(value(after)).toMatchObject({ training: { optimizer: { kind: 'momentum', lr: 0.5 } } })
})
