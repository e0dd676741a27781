import type { FigureQuery } from '@/api/experiments'
import type { ViewState } from './use-view-state'

/** The step that is on the screen: the last recorded one that is not later than what was asked for. */
export function shownStep(state: ViewState, steps: readonly number[]): number {
  const asked = state.step === 'latest' ? Number.POSITIVE_INFINITY : (state.step ?? 0)
  return steps.findLast((step) => step <= asked) ?? 0
}

/** The view as the server is asked for it; what is not narrowed down is left out. */
export function figureQuery(
  state: ViewState,
  steps: readonly number[],
): Omit<FigureQuery, 'theme' | 'narrow'> {
  return {
    step: state.step === null ? undefined : shownStep(state, steps),
    scheme: orUndefined(state.schemes),
    layer: orUndefined(state.layers),
    seed: orUndefined(state.seeds),
    scale: state.scale === 'auto' ? undefined : state.scale,
    quantity: state.quantity ?? undefined,
    mark: state.mark ?? undefined,
  } as Omit<FigureQuery, 'theme' | 'narrow'>
}

function orUndefined<T>(values: readonly T[]): T[] | undefined {
  return values.length ? [...values] : undefined
}
