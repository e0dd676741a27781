import { describe, expect, it } from 'vitest'
import { changeSpec, readSpec } from './document'
import {
  duplicateLayer,
  insertLayer,
  moveLayer,
  removeLayer,
  sayLayers,
  unwrapLayer,
  wrapLayer,
} from './layers'
import { valueAt } from './values'

const TEXT = `network:
  kind: sequential
  input: [1, 8, 8]
  layers:
    - {op: conv2d, channels: 8, kernel: 3} # stem
    - {op: flatten}
    - {op: linear, features: 10}
`
const LIST = ['network', 'layers']
const layers = (text: string) => valueAt(readSpec(text).value, LIST)
const ops = (text: string) => (layers(text) as { op: string }[]).map((layer) => layer.op)

describe('a list of layers', () => {
  it('takes a layer on a line of its own', () => {
    const after = changeSpec(TEXT, (d) =>
      insertLayer(d, LIST, 1, { op: 'activation', name: 'relu' }),
    )
    expect(after).toBe(TEXT.replace('# stem\n', '# stem\n    - {op: activation, name: relu}\n'))
  })

  it('moves a layer with its comment, and stops at the ends', () => {
    const after = changeSpec(TEXT, (d) => moveLayer(d, LIST, 0, 1))
    expect(ops(after)).toEqual(['flatten', 'conv2d', 'linear'])
    expect(after).toContain('kernel: 3} # stem')
    expect(changeSpec(TEXT, (d) => moveLayer(d, LIST, 0, -1))).toBe(TEXT)
    expect(changeSpec(TEXT, (d) => moveLayer(d, LIST, 2, 1))).toBe(TEXT)
  })

  it('duplicates a layer, and the copy is its own', () => {
    const twice = changeSpec(TEXT, (d) => duplicateLayer(d, LIST, 2))
    expect(ops(twice)).toEqual(['conv2d', 'flatten', 'linear', 'linear'])
    const after = changeSpec(twice, (d) => d.setIn([...LIST, 3, 'features'], 7))
    expect(layers(after)).toMatchObject({ 2: { features: 10 }, 3: { features: 7 } })
  })

  it('can lose its last layer and take another', () => {
    const empty = changeSpec(TEXT, (d) => {
      for (const index of [2, 1, 0]) removeLayer(d, LIST, index)
    })
    expect(layers(empty)).toEqual([])
    expect(ops(changeSpec(empty, (d) => insertLayer(d, LIST, 0, { op: 'flatten' })))).toEqual([
      'flatten',
    ])
  })
})

it('says a list in a line', () => {
  const conv = { op: 'conv2d', channels: 8 }
  expect(sayLayers([conv, { op: 'activation', name: 'relu' }, 7])).toBe('conv2d, relu')
  expect(sayLayers(undefined)).toBe('')
})

describe('a residual block', () => {
  it('is put around a layer and taken away again', () => {
    const wrapped = changeSpec(TEXT, (d) => wrapLayer(d, LIST, 0))
    expect(layers(wrapped)).toMatchObject([
      { op: 'residual', body: [{ op: 'conv2d', channels: 8 }] },
      { op: 'flatten' },
      { op: 'linear' },
    ])
    expect(wrapped).toContain('    - op: residual\n      body:\n        - {op: conv2d')
    expect(wrapped).toContain('# stem')
    const again = changeSpec(wrapped, (d) => unwrapLayer(d, LIST, 0))
    expect(readSpec(again).value).toEqual(readSpec(TEXT).value)
  })

  it('takes layers into a shortcut that it did not have', () => {
    const wrapped = changeSpec(TEXT, (d) => wrapLayer(d, LIST, 0))
    const shortcut = [...LIST, 0, 'shortcut']
    const after = changeSpec(wrapped, (d) => insertLayer(d, shortcut, 0, { op: 'tokens' }))
    expect(valueAt(readSpec(after).value, shortcut)).toEqual([{ op: 'tokens' }])
  })

  it('works inside a list that is written on one line', () => {
    const text = 'network: {layers: [{op: flatten}, {op: linear, features: 10}]}\n'
    const after = changeSpec(text, (d) => wrapLayer(d, LIST, 1))
    expect(layers(after)).toEqual([
      { op: 'flatten' },
      { op: 'residual', body: [{ op: 'linear', features: 10 }] },
    ])
  })
})
