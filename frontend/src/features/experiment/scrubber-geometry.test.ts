import { expect, it } from 'vitest'
import { nearestStep, neighborStep, stepPosition, tickSteps } from './scrubber-geometry'

it('puts step 0 at the left, the last at the right, and decades evenly between', () => {
  expect(stepPosition(0, 999)).toBe(0)
  expect(stepPosition(999, 999)).toBe(1)
  expect(stepPosition(9, 999)).toBeCloseTo(1 / 3)
  expect(stepPosition(0, 0)).toBe(0)
})

it('finds the recorded step under a position', () => {
  const steps = [0, 9, 99, 999]
  expect(nearestStep(steps, 0.4, 999)).toBe(9)
  expect(nearestStep(steps, 1, 999)).toBe(999)
  expect(nearestStep([], 0.5, 999)).toBe(0)
})

it('steps along recorded steps and stays inside', () => {
  const steps = [0, 1, 5, 20]
  expect(neighborStep(steps, 5, 1)).toBe(20)
  expect(neighborStep(steps, 7, -1)).toBe(1)
  expect(neighborStep(steps, 0, -1)).toBe(0)
  expect(neighborStep(steps, 20, 1)).toBe(20)
})

it('labels decades, leaving room for the end', () => {
  expect(tickSteps(600)).toEqual([0, 1, 10, 100, 600])
  expect(tickSteps(12)).toEqual([0, 1, 12])
  expect(tickSteps(0)).toEqual([0])
})
