import { expect, it } from 'vitest'
import { readableLabel } from './labels'

it('writes out a control that would turn the letters round', () => {
  expect(readableLabel('run \u202egnp.exe')).toBe(String.raw`run \u202egnp.exe`)
  expect(readableLabel('\u2066a\u2069')).toBe(String.raw`\u2066a\u2069`)
})

it('leaves every writing as it is', () => {
  for (const name of ['ניסוי ראשון', 'تجربة', 'naïve 実験', '👩‍🔬 a\u200db']) {
    expect(readableLabel(name)).toBe(name)
  }
})
