import { expect, it } from 'vitest'
import type { Verdict } from '@/api/types'
import { byAdvice } from './advice-groups'

const MEND = [{ field: 'schemes.0', value: 'hyperfan-in' }]

function verdict(scheme: string, rule: string, advice: string, changes = MEND): Verdict {
  return { scheme, rule, advice, changes } as Verdict
}

it('says an advice once a scheme, and keeps what needs another one apart', () => {
  const groups = byAdvice([
    verdict('a', 'FS101', 'Use hyperfan-in.'),
    verdict('b', 'FS101', 'Use hyperfan-in.', []),
    verdict('a', 'FS110', 'Lower the rate.'),
    verdict('a', 'FS103', 'Use hyperfan-in.'),
    verdict('a', 'FS108', 'Use hyperfan-in.', []),
  ])
  expect(
    groups.map(({ scheme, advice, verdicts }) => [
      scheme,
      advice,
      verdicts.map(({ rule }) => rule),
    ]),
  ).toEqual([
    ['a', 'Use hyperfan-in.', ['FS101', 'FS103']],
    ['a', 'Lower the rate.', ['FS110']],
    ['a', 'Use hyperfan-in.', ['FS108']],
    ['b', 'Use hyperfan-in.', ['FS101']],
  ])
})
