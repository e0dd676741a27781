import type { Experiment } from '@/api/types'
import { numberOfTasks } from './network-words'

/** The experiment's views, in the order in which they are asked about. */
export type View = {
  path: string
  label: string
  /** Which of the paper's figures this is. */
  hint?: string
  figure?: string
  /** There is something to see only where several tasks are learned in sequence. */
  forTasks?: boolean
  /** Its figure has panels of their own for the layers. */
  perLayer?: boolean
}

export const VIEWS: readonly View[] = [
  { path: '', label: 'Overview' },
  { path: 'init', label: 'At init', hint: 'Figure 1', figure: 'activations', perLayer: true },
  {
    path: 'evolution',
    label: 'Evolution',
    hint: 'Figure 2',
    figure: 'generated-weights',
    perLayer: true,
  },
  { path: 'depth', label: 'Depth', figure: 'variance-by-depth' },
  { path: 'gradients', label: 'Gradients', figure: 'gradient-by-depth' },
  { path: 'inputs', label: 'Between inputs', figure: 'between-input-variance' },
  { path: 'time', label: 'Over time', figure: 'variance-over-time' },
  { path: 'loss', label: 'Loss', figure: 'loss' },
  { path: 'forgetting', label: 'Forgetting', figure: 'forgetting', forTasks: true },
  { path: 'verdicts', label: 'Verdicts' },
  { path: 'spec', label: 'Spec' },
]

/** The views that have something to say about a spec. */
export function viewsOf(spec: Experiment['spec']): readonly View[] {
  return VIEWS.filter(({ forTasks }) => !forTasks || numberOfTasks(spec) > 1)
}

export function viewAt(path: string | undefined): View | undefined {
  return VIEWS.find((view) => view.path === (path ?? ''))
}
