import { expect, it } from 'vitest'
import { neighborOf, readPlace, writePlace } from './map-keys'

const PLACES = [
  { row: 0, column: 1 },
  { row: 0, column: 4 },
  { row: 2, column: 0 },
  { row: 2, column: 5 },
]

it.each([
  [0, 'ArrowRight', 1],
  [1, 'ArrowRight', 2],
  [0, 'ArrowLeft', null],
  [1, 'ArrowDown', 3],
  [0, 'ArrowDown', 2],
  [3, 'ArrowUp', 1],
  [0, 'ArrowUp', null],
  [3, 'ArrowRight', null],
  [0, 'Enter', null],
])('from finding %i, %s leads to %j', (at, key, next) => {
  expect(neighborOf(PLACES, at, key)).toBe(next)
})

it('reads a place as it was written', () => {
  expect(readPlace(writePlace({ row: 3, column: 12 }))).toEqual({ row: 3, column: 12 })
})
