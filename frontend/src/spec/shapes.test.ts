import { describe, expect, it } from 'vitest'
import type { OutlineNode } from '@/api/types'
import { shapesByField } from './shapes'

const conv = { op: 'conv2d', channels: 4 }
const block = { op: 'residual', body: [conv] }
const flat = { op: 'flatten' }
const spec = (...layers: unknown[]) => ({
  network: { kind: 'sequential', input: [1, 8, 8], layers },
})
const node = (place: string, output: number[]) =>
  ({ field: `network.layers.${place}`, output }) as OutlineNode

const known = {
  value: spec(conv, block, flat),
  nodes: [
    node('0', [4, 8, 8]),
    node('1', [4, 8, 8]),
    node('1.body.0', [4, 8, 8]),
    node('2', [256]),
  ],
}
const places = (...layers: unknown[]) =>
  [...shapesByField(known, spec(...layers)).keys()].map((f) => f.replace('network.layers.', ''))

describe('shapes of a network that is being changed', () => {
  it('all hold while nothing differs', () => {
    expect(places(conv, block, flat)).toEqual(['0', '1', '1.body.0', '2'])
    expect(shapesByField(known, known.value).get('network.layers.2')).toEqual([256])
  })

  it('hold in front of the first difference alone', () => {
    expect(places(conv, flat, flat)).toEqual(['0'])
    expect(places(conv, block, { ...conv, channels: 9 })).toEqual(['0', '1', '1.body.0'])
  })

  it('of a block hold only if nothing inside differs', () => {
    expect(places(conv, { ...block, body: [conv, conv] }, flat)).toEqual(['0', '1.body.0'])
  })

  it('are all unknown for another input, or before anything is known', () => {
    const other = { network: { ...spec(conv).network, input: [3, 8, 8] } }
    expect(shapesByField(known, other).size).toBe(0)
    expect(shapesByField(undefined, spec(conv)).size).toBe(0)
  })
})
