import type { RuleInfo, Verdict } from '@/api/types'
import { readViewState, writeViewState } from '../use-view-state'
import { VIEWS } from '../views'

/** Where the figure that shows a finding is, relative to the experiment, with its scheme and layer chosen; null without one. */
export function placeOf(verdict: Verdict, rules: readonly RuleInfo[] | undefined) {
  const rule = rules?.find(({ code }) => code === verdict.rule)
  const view = VIEWS.find(({ figure }) => figure !== undefined && figure === rule?.figure)
  if (!view) return null
  const { scheme, layer } = verdict
  const state = {
    ...readViewState(new URLSearchParams()),
    schemes: [scheme],
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
  if (rules.length !== 1 || schemes.length !== 1) return undefined
  return verdicts.find(
    ({ rule, scheme, layer }) => rule === rules[0] && scheme === schemes[0] && layer === mark,
  )
}
