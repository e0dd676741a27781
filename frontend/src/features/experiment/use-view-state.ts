import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export type Scale = 'auto' | 'linear' | 'log'
export type ViewState = {
  /** Null is the figure's own choice, step 0. */
  step: number | 'latest' | null
  schemes: string[]
  layers: string[]
  seeds: number[]
  scale: Scale
  quantity: string | null
  /** Codes of the rules to show; empty means all. */
  rules: string[]
  /** The layer to point at in a figure that shows all of them. */
  mark: string | null
}
export type SetViewState = (changes: Partial<ViewState>) => void

/** What is shown lives in the URL, so that a link leads to exactly this view. */
export function useViewState(): [ViewState, SetViewState] {
  const [params, setParams] = useSearchParams()
  const state = useMemo(() => readViewState(params), [params])
  const setState = useCallback<SetViewState>(
    (changes) =>
      setParams((old) => writeViewState({ ...readViewState(old), ...changes }), {
        replace: true,
        preventScrollReset: true,
      }),
    [setParams],
  )
  return [state, setState]
}

export function readViewState(params: URLSearchParams): ViewState {
  const scale = params.get('scale')
  return {
    step: readStep(params.get('step')),
    schemes: params.getAll('scheme'),
    layers: params.getAll('layer'),
    seeds: params.getAll('seed').map(Number).filter(Number.isInteger),
    scale: scale === 'linear' || scale === 'log' ? scale : 'auto',
    quantity: params.get('quantity'),
    rules: params.getAll('rule'),
    mark: params.get('mark'),
  }
}

export function writeViewState(state: ViewState): URLSearchParams {
  const params = new URLSearchParams()
  if (state.step !== null) params.set('step', String(state.step))
  for (const scheme of state.schemes) params.append('scheme', scheme)
  for (const layer of state.layers) params.append('layer', layer)
  for (const seed of state.seeds) params.append('seed', String(seed))
  if (state.scale !== 'auto') params.set('scale', state.scale)
  if (state.quantity) params.set('quantity', state.quantity)
  for (const rule of state.rules) params.append('rule', rule)
  if (state.mark) params.set('mark', state.mark)
  return params
}

function readStep(text: string | null): ViewState['step'] {
  if (text === 'latest') return 'latest'
  const step = text === null || text === '' ? Number.NaN : Number(text)
  return Number.isInteger(step) && step >= 0 ? step : null
}
