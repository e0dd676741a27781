import type { Verdict } from '@/api/types'

/** The anchor of a finding in the list below the map. */
export function findingId({ rule, scheme, layer }: Verdict): string {
  return `finding-${encodeURIComponent([rule, scheme, layer ?? 'network'].join('-'))}`
}
