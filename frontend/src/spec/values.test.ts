import { expect, it } from 'vitest'
import { schemeLabel, valueAt } from './values'

it('reads values by path', () => {
  expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1)
  expect(valueAt({ a: 1 }, ['a', 'b', 'c'])).toBeUndefined()
})

it('labels schemes as the server does', () => {
  expect(schemeLabel('xavier')).toBe('xavier')
  expect(schemeLabel({ name: 'scaled', of: 'xavier', factor: 0.5 })).toBe(
    'scaled(of=xavier, factor=0.5)',
  )
  expect(schemeLabel({ name: 'scaled', of: { name: 'normal', std: 1 }, factor: 2 })).toBe(
    'scaled(of=normal(std=1), factor=2)',
  )
})
