import type { Change, Verdict } from '@/api/types'

/** The findings on one scheme that one advice answers. */
export type AdviceGroup = {
  scheme: string
  advice: string
  changes: readonly Change[]
  verdicts: Verdict[]
}

/** Findings by scheme and advice, in the order in which they come; an advice with its changes stands once a scheme. */
export function byAdvice(verdicts: readonly Verdict[]): AdviceGroup[] {
  const groups = new Map<string, AdviceGroup>()
  for (const verdict of schemesTogether(verdicts)) {
    const { scheme, advice, changes } = verdict
    const key = JSON.stringify([scheme, advice, changes])
    const group = groups.get(key)
    if (group) group.verdicts.push(verdict)
    else groups.set(key, { scheme, advice, changes, verdicts: [verdict] })
  }
  return [...groups.values()]
}

function schemesTogether(verdicts: readonly Verdict[]): Verdict[] {
  const schemes = [...new Set(verdicts.map(({ scheme }) => scheme))]
  return schemes.flatMap((scheme) => verdicts.filter((verdict) => verdict.scheme === scheme))
}
