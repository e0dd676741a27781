import { expect, it } from 'vitest'
import { depthGeometry } from './depth-geometry'

const box = { width: 100, height: 50, padding: 0 }
const layers = ['main.0', 'main.1', 'main.2']

it('spans the box from the smallest to the largest decade', () => {
  const profile = [{ scheme: 'a', layers, second_moment: [1, 10, 100], measured: true }]
  const { lines, unitY } = depthGeometry(profile, box)
  // decades -0.5 to 2: 10 lies 1 / 2.5 below the top
  expect(lines[0]?.path).toBe('M0,40L50,20L100,0')
  expect(lines[0]?.end).toEqual([100, 0])
  expect(unitY).toBe(40)
})

it('lifts the pen where a value is not finite and marks the place', () => {
  const profile = [{ scheme: 'a', layers, second_moment: [1, null, 1], measured: true }]
  const [line] = depthGeometry(profile, box).lines
  expect(line?.path).toBe('M0,25M100,25')
  expect(line?.fault).toEqual([50, 0])
})

it('marks no fault where theory does not know', () => {
  const profile = [{ scheme: 'a', layers, second_moment: [null, 1, 1], measured: false }]
  expect(depthGeometry(profile, box).lines[0]).toMatchObject({ path: 'M50,25L100,25', fault: null })
})

it('copes with nothing at all', () => {
  expect(depthGeometry([], box)).toEqual({ lines: [], unitY: 25 })
  const [line] = depthGeometry(
    [{ scheme: 'a', layers: [], second_moment: [], measured: true }],
    box,
  ).lines
  expect(line).toEqual({ scheme: 'a', path: '', end: null, fault: null })
})
