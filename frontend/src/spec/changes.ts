import type { Document } from 'yaml'
import type { DatasetInfo } from '@/api/types'
import { setIn } from './document'
import { isRecord, valueAt } from './values'

// Changes that touch more than one field at once. Each takes the document and mends what depends.

export function mainPath(value: unknown): string[] {
  return valueAt(value, ['network', 'kind']) === 'hypernetwork' ? ['network', 'main'] : ['network']
}

/** A plain network becomes the main network of a hypernetwork, or the other way round. */
export function switchNetwork(document: Document, kind: string) {
  const network = (document.toJS() as { network?: unknown }).network
  if (!isRecord(network)) return
  if (kind === 'hypernetwork' && network.kind !== 'hypernetwork') {
    document.set('network', document.createNode({ kind }))
    setIn(document, ['network', 'main'], { ...network, kind: 'mlp' })
    document.setIn(['network', 'generates'], 'weights')
    setIn(document, ['network', 'conditioning'], { kind: 'learned', size: 50 })
  }
  if (kind === 'mlp' && isRecord(network.main)) setIn(document, ['network'], network.main)
}

/** Another data set brings its own number of inputs and classes. */
export function switchData(document: Document, dataset: DatasetInfo) {
  setIn(document, ['data'], { name: dataset.name })
  const path = [...mainPath(document.toJS()), 'widths']
  const widths = valueAt(document.toJS(), path)
  if (!Array.isArray(widths) || widths.length < 2) return
  setIn(document, path, [dataset.features, ...widths.slice(1, -1), dataset.classes])
}

/** Another optimizer keeps the learning rate; its other parameters start from their defaults. */
export function switchOptimizer(document: Document, kind: string) {
  const lr = document.getIn(['training', 'optimizer', 'lr'])
  setIn(document, ['training', 'optimizer'], lr === undefined ? { kind } : { kind, lr })
}

const SCHEDULES: Record<string, object> = {
  log: { schedule: 'log', frames: 60 },
  every: { schedule: 'every', every: 10 },
  listed: { schedule: 'listed', steps: [0, 1, 10, 100] },
}

export function switchSchedule(document: Document, schedule: string) {
  setIn(document, ['record'], SCHEDULES[schedule])
}
