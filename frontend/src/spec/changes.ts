import type { Document } from 'yaml'
import type { DatasetInfo } from '@/api/types'
import { setIn } from './document'
import { fitToData } from './networks'

// Changes that touch more than one field at once. Each takes the document and mends what depends.

/** Another data set brings its own number of inputs and classes. */
export function switchData(document: Document, dataset: DatasetInfo) {
  setIn(document, ['data'], { name: dataset.name })
  fitToData(document, dataset)
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
