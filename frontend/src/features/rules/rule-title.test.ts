import { expect, it } from 'vitest'
import type { RuleInfo } from '@/api/types'
import { ruleTitle } from './rule-title'

const RULES = [{ code: 'FS110', title: 'Infinities or NaN' }] as RuleInfo[]

it('is the title, as it stands within a sentence', () => {
  expect(ruleTitle({ rule: 'FS110', name: 'non-finite' }, RULES)).toBe('infinities or NaN')
})

it('is the name while the catalogue is on its way, or where it does not know the rule', () => {
  expect(ruleTitle({ rule: 'FS110', name: 'non-finite' }, undefined)).toBe('non-finite')
  expect(ruleTitle({ rule: 'FS999', name: 'yours' }, RULES)).toBe('yours')
})
