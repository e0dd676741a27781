import type { Document } from 'yaml'
import type { DatasetInfo } from '@/api/types'
import { setIn } from './document'
import { fitToData, inputOf } from './networks'

// Changes that touch more than one field at once. Each takes the document and mends what depends.

/** Another data set brings its own inputs, and classes or targets. */
export function switchData(document: Document, dataset: DatasetInfo) {
  const given = readAs(dataset, inputOf(document))
  setIn(document, ['data'], { name: dataset.name, ...given.options })
  fitToData(document, { ...dataset, ...given.sizes })
  const loss = document.getIn(['training', 'loss'])
  if (loss === 'cross-entropy' && dataset.targets > 0) document.deleteIn(['training', 'loss'])
}

/** A side of the digits; they are enlarged by whole factors. */
const DIGITS_SIDE = 8

/** What a data set must be told: the folder of pictures, and that digits are to be as large as the network wants. */
function readAs({ name }: DatasetInfo, wanted: readonly number[]) {
  const [, ...sides] = wanted
  const isLarger = sides.length === 2 && sides.every((side) => side > 0 && side % DIGITS_SIDE === 0)
  if (name === 'digits' && isLarger) {
    const shape = [...wanted]
    const features = shape.reduce((product, side) => product * side, 1)
    return { options: { shape }, sizes: { shape, features } }
  }
  return { options: name === 'image-folder' ? { path: 'imagenet' } : {}, sizes: {} }
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
