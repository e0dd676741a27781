import { expect, it } from 'vitest'
import { readableLabel } from './labels'

it('shows a sign where a control would turn the letters round', () => {
  expect(readableLabel('run \u202egnp.exe')).toBe('run \ufffdgnp.exe')
  expect(readableLabel('\u2066a\u2069')).toBe('\ufffda\ufffd')
})

it('leaves every writing as it is', () => {
  for (const name of ['ניסוי ראשון', 'تجربة', 'naïve 実験', '👩‍🔬 a\u200db']) {
    expect(readableLabel(name)).toBe(name)
  }
})
