import { expect, it } from 'vitest'
import { formatAge, formatDuration } from './times'

it.each([
  [0.2, 'under 1 s'],
  [12.4, '12 s'],
  [125, 'about 2 min'],
  [7_300, 'about 2 h'],
  [400_000, 'about 5 days'],
])('%s seconds is %s', (seconds, said) => {
  expect(formatDuration(seconds)).toBe(said)
})

it('says ages in words, then dates', () => {
  const now = new Date('2024-05-02T12:00:00Z')
  expect(formatAge('2024-05-02T11:59:30Z', now)).toBe('just now')
  expect(formatAge('2024-05-02T09:00:00Z', now)).toBe('3 h ago')
  expect(formatAge('2024-04-02T12:00:00Z', now)).toBe('Apr 2, 2024')
})
