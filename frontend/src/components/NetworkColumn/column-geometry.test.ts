import { describe, expect, it } from 'vitest'
import type { Prediction } from '@/api/types'
import { columnGeometry, powers } from './column-geometry'

const node = (name: string, ...layers: string[]) => ({ name, layers })
const layer = (name: string, second_moment: number | null) => ({ layer: name, second_moment })
const prediction = {
  outline: [node('a', 'a'), node('b'), node('c', 'c.query', 'c.out'), node('d', 'd')],
  schemes: {
    xavier: {
      layers: [layer('a', 1), layer('c.query', 100), layer('c.out', null), layer('d', 0.01)],
    },
    kaiming: { layers: [layer('a', null)] },
  },
} as unknown as Prediction

describe('a column of predictions', () => {
  it('has a point beside each row that theory speaks of, evenly in powers of ten', () => {
    const { lines } = columnGeometry(prediction)
    const [xavier, kaiming] = lines
    expect(xavier?.points.map(({ row }) => row)).toEqual([0, 2, 3])
    expect(xavier?.points.map(({ value }) => value)).toEqual([1, 100, 0.01])
    const [one, high, low] = xavier?.points.map(({ x }) => x) ?? []
    expect(one).toBe(50)
    expect((high ?? 0) - 50).toBeCloseTo(50 - (low ?? 0), 5)
    expect(kaiming?.points).toEqual([])
  })

  it('draws no line across a weighted row that theory does not know', () => {
    const gap = {
      outline: [node('a', 'a'), node('b'), node('c', 'c'), node('d', 'd'), node('e', 'e')],
      schemes: { xavier: { layers: [layer('a', 1), layer('c', 1), layer('e', 1)] } },
    } as unknown as Prediction
    const joined = columnGeometry(gap).lines[0]?.points.map((point) => point.joined)
    expect(joined).toEqual([false, true, false])
  })

  it('keeps zero on a log scale and 1 among the ticks', () => {
    const zero = {
      ...prediction,
      schemes: { s: { layers: [layer('a', 0)] } },
    } as unknown as Prediction
    const { lines, ticks } = columnGeometry(zero)
    expect(lines[0]?.points[0]?.x).toBeGreaterThanOrEqual(0)
    expect(ticks.map(({ power }) => power)).toContain(0)
  })
})

it.each([
  [-0.35, 0.35, [0]],
  [-1.2, 0.4, [-1, 0]],
  [-6.2, 0.3, [-6, -3, 0]],
  [-0.3, 16.2, [0, 6, 12]],
])('%f to %f has the powers %j', (low, high, expected) => {
  expect(powers(low, high)).toEqual(expected)
})
