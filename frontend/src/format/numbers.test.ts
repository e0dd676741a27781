import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatNumber } from './numbers'

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [470.4, '470'],
    [1234, '1230'],
    [86_312, '86\u00a0300'],
    [0.98764, '0.988'],
    [-2, '-2'],
    [0.99983, '0.9998'],
    [1, '1'],
    [1.5e16, '1.5e16'],
    [2.337e-5, '2.34e-5'],
    [100000, '1e5'],
    [null, 'not finite'],
    [Number.NaN, 'not finite'],
  ])('%s is said as %s', (value, said) => {
    expect(formatNumber(value)).toBe(said)
  })
})

describe('formatCount', () => {
  it('groups digits and names millions and billions', () => {
    expect(formatCount(1234)).toBe('1,234')
    expect(formatCount(79_560_000)).toBe('79.6 million')
    expect(formatCount(1e12)).toBe('1000 billion')
  })
})

describe('formatBytes', () => {
  it('uses decimal units', () => {
    expect(formatBytes(0)).toBe('0 B')
    expect(formatBytes(1_530_000)).toBe('1.53 MB')
    expect(formatBytes(999)).toBe('999 B')
  })
})
