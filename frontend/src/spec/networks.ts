import { type Document, isMap } from 'yaml'
import type { DatasetInfo } from '@/api/types'
import { type Path, setIn } from './document'
import { type Layer, layersNode } from './layers'
import { isRecord, valueAt } from './values'

// One kind of network into another, keeping what both can say.

type Network = Record<string, unknown>

const USUAL_WIDTH = 64

export function mainPath(value: unknown): string[] {
  return valueAt(value, ['network', 'kind']) === 'hypernetwork' ? ['network', 'main'] : ['network']
}

/** The whole network becomes another kind; a hypernetwork takes it in as it stands, or lets it out. */
export function switchNetwork(document: Document, kind: string) {
  const network = valueAt(document.toJS(), ['network'])
  if (!isRecord(network) || network.kind === kind) return
  if (kind === 'hypernetwork') return wrapNetwork(document)
  if (network.kind === 'hypernetwork') document.set('network', document.getIn(['network', 'main']))
  switchMain(document, ['network'], kind)
}

/** A main network becomes an MLP or a list of layers. */
export function switchMain(document: Document, path: Path, kind: string) {
  const main = valueAt(document.toJS(), path)
  if (!isRecord(main) || main.kind === kind) return
  if (kind === 'mlp') setIn(document, path, asMlp(main))
  if (kind === 'sequential') setSequential(document, path, asSequential(main))
}

function wrapNetwork(document: Document) {
  const main = document.get('network')
  if (!isMap(main)) return
  const network = document.createNode({ kind: 'hypernetwork' })
  network.add(document.createPair('main', main))
  document.set('network', network)
  document.setIn(['network', 'generates'], 'weights')
  setIn(document, ['network', 'conditioning'], { kind: 'learned', size: 50 })
}

function setSequential(document: Document, path: Path, network: Network) {
  const node = document.createNode({ kind: 'sequential' })
  document.setIn(path, node)
  setIn(document, [...path, 'input'], network.input)
  node.add(document.createPair('layers', layersNode(document, network.layers as Layer[])))
}

/** An MLP's widths as linear layers with its activation between them. */
export function asSequential(mlp: Network): Network {
  const [input = USUAL_WIDTH, ...widths] = numbers(mlp.widths)
  const activation = { op: 'activation', name: mlp.activation ?? 'tanh' }
  const bias = mlp.bias === false ? { bias: false } : {}
  const layers = widths.flatMap((features, index): Layer[] => {
    const linear = { op: 'linear', features, ...bias }
    return index === widths.length - 1 ? [linear] : [linear, activation]
  })
  return { kind: 'sequential', input: [input], layers }
}

/** The linear layers of a list as widths; what an MLP cannot say is left out. */
export function asMlp(network: Network): Network {
  const layers = Array.isArray(network.layers) ? network.layers.filter(isRecord) : []
  const features = numbers(layers.filter((layer) => layer.op === 'linear').map((l) => l.features))
  const input = numbers(network.input).reduce((size, side) => size * side, 1)
  const widths = [input, ...(features.length > 0 ? features : [USUAL_WIDTH])]
  const activation = layers.find((layer) => layer.op === 'activation')?.name ?? 'relu'
  return { kind: 'mlp', widths, activation }
}

/** Another data set brings its own inputs, as it shapes them, and what there is to tell apart or to predict. */
export function fitToData(document: Document, dataset: DatasetInfo) {
  const path = mainPath(document.toJS())
  const main = valueAt(document.toJS(), path)
  if (!isRecord(main)) return
  if (main.kind === 'sequential') fitLayers(document, path, main, dataset)
  else fitWidths(document, path, main, dataset)
}

function fitWidths(document: Document, path: Path, { widths }: Network, dataset: DatasetInfo) {
  if (!Array.isArray(widths) || widths.length < 2) return
  const outputs = outputsOf(dataset) || widths.at(-1)
  setIn(document, [...path, 'widths'], [dataset.features, ...widths.slice(1, -1), outputs])
}

function fitLayers(document: Document, path: Path, main: Network, dataset: DatasetInfo) {
  setIn(document, [...path, 'input'], inputShape(numbers(main.input), dataset))
  const layers = Array.isArray(main.layers) ? main.layers : []
  const set = (place: number, field: string, value: number) => {
    if (place >= 0 && value > 0) setIn(document, [...path, 'layers', place, field], value)
  }
  const tables = layers.findIndex((layer) => isRecord(layer) && layer.op === 'embedding')
  set(tables, 'vocabulary', dataset.vocabulary)
  const last = layers.findLastIndex((layer) => isRecord(layer) && opensTo(layer) !== undefined)
  set(last, opensTo(layers[last]) ?? '', outputsOf(dataset))
}

/** The shape that a list of layers takes in; empty for an MLP. */
export function inputOf(document: Document): number[] {
  const value = document.toJS()
  return numbers(valueAt(value, [...mainPath(value), 'input']))
}

/** The shape of the data where pictures are wanted and it has one; else its values in a row. */
export function inputShape(
  wanted: readonly number[],
  { features, shape }: Pick<DatasetInfo, 'features' | 'shape'>,
): number[] {
  if (shape.length > 0) return wanted.length === shape.length ? [...shape] : [features]
  const size = wanted.reduce((product, side) => product * side, 1)
  return wanted.length > 0 && size === features ? [...wanted] : [features]
}

/** 0 where the data set cannot say: the classes of a folder of pictures. */
function outputsOf({ classes, targets }: DatasetInfo): number {
  return classes || targets
}

/** The field of a layer that says how many values it gives. */
function opensTo(layer: unknown): string | undefined {
  if (!isRecord(layer)) return undefined
  return { linear: 'features', conv2d: 'channels' }[String(layer.op)]
}

function numbers(values: unknown): number[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'number') : []
}
