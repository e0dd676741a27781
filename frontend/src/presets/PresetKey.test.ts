import { expect, it } from 'vitest'
import type { Family } from './groups'
import { schemesOf } from './PresetKey'

const family = (...schemes: unknown[]) => ({ preset: { spec: { schemes } } }) as unknown as Family

it('names each scheme once, in the order of the cards', () => {
  const scaled = { name: 'scaled', of: 'xavier', factor: 2 }
  const families = [family(scaled, 'kaiming', 'xavier'), family('xavier', 'kaiming')]
  expect(schemesOf(families)).toEqual(['scaled(of=xavier, factor=2)', 'kaiming', 'xavier'])
  expect(schemesOf([])).toEqual([])
})
