import { expect, it } from 'vitest'
import { describeGates } from './gate-words'

it('says what fails a check, and which rules differ from the preset', () => {
  expect(describeGates({ fail_on: 'error', thresholds: { preset: 'fanscope', rules: {} } })).toBe(
    'Fails on faults, not on warnings; thresholds of fanscope.',
  )
  const rules = {
    FS101: { severity: 'off' as const, bounds: {} },
    FS104: { severity: 'warning' as const, bounds: { ratio: 1e-4 } },
    FS105: { severity: 'on' as const, bounds: { cosine: 0.9 } },
  }
  expect(describeGates({ fail_on: 'warning', thresholds: { preset: 'sagemaker', rules } })).toBe(
    'Fails on faults and on warnings; thresholds of sagemaker; FS101 off; FS104 warning, ratio = 0.0001; FS105 cosine = 0.9.',
  )
})
