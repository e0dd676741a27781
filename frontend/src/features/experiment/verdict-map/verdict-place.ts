import type { RuleInfo, Summary, Verdict } from '@/api/types'
import { readViewState, writeViewState } from '../use-view-state'
import { VIEWS } from '../views'

const MOST_BESIDE = 2

/**
 * Where the figure that shows a finding is, relative to the experiment, with its scheme and layer chosen; null without one.
 *
 * Healthy schemes stand beside the faulty one: what is wrong with a line is seen from one that is right.
 */
export function placeOf(
  verdict: Verdict,
  rules: readonly RuleInfo[] | undefined,
  summaries: readonly Summary[],
) {
  const rule = rules?.find(({ code }) => code === verdict.rule)
  const view = VIEWS.find(({ figure }) => figure !== undefined && figure === rule?.figure)
  if (!view) return null
  const { scheme, layer } = verdict
  const healthy = summaries.filter(({ severity }) => severity === 'healthy').slice(0, MOST_BESIDE)
  const state = {
    ...readViewState(new URLSearchParams()),
    schemes: [scheme, ...healthy.map((summary) => summary.scheme)],
    rules: [verdict.rule],
    // A panel a layer: that one is enough. A figure by depth needs the others beside it.
    layers: view.perLayer && layer ? [layer] : [],
    mark: layer,
  }
  return { view, search: writeViewState(state).toString() }
}

/** The finding that led to this view, if one did. */
export function findingShown(
  verdicts: readonly Verdict[],
  { rules, schemes, mark }: { rules: string[]; schemes: string[]; mark: string | null },
): Verdict | undefined {
  if (rules.length !== 1) return undefined
  return verdicts.find(
    ({ rule, scheme, layer }) => rule === rules[0] && schemes.includes(scheme) && layer === mark,
  )
}
