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

/** Another data set brings its own number of inputs and classes. */
export function fitToData(document: Document, { features, classes }: DatasetInfo) {
  const path = mainPath(document.toJS())
  const main = valueAt(document.toJS(), path)
  if (!isRecord(main)) return
  if (main.kind === 'sequential') fitLayers(document, path, main, features, classes)
  else fitWidths(document, path, main, features, classes)
}

function fitWidths(document: Document, path: Path, main: Network, inputs: number, outputs: number) {
  const { widths } = main
  if (!Array.isArray(widths) || widths.length < 2) return
  setIn(document, [...path, 'widths'], [inputs, ...widths.slice(1, -1), outputs])
}

function fitLayers(document: Document, path: Path, main: Network, inputs: number, outputs: number) {
  const sides = numbers(main.input)
  if (sides.reduce((size, side) => size * side, 1) !== inputs) {
    setIn(document, [...path, 'input'], inputShape(inputs, sides.length))
  }
  const layers = Array.isArray(main.layers) ? main.layers : []
  const last = layers.findLastIndex((layer) => isRecord(layer) && layer.op === 'linear')
  if (last >= 0) setIn(document, [...path, 'layers', last, 'features'], outputs)
}

/** A square image of one or three channels where images are wanted and the number allows; else a row. */
export function inputShape(features: number, dimensions: number): number[] {
  if (dimensions === 3) {
    for (const channels of [1, 3]) {
      const side = Math.sqrt(features / channels)
      if (Number.isInteger(side)) return [channels, side, side]
    }
  }
  return [features]
}

function numbers(values: unknown): number[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'number') : []
}
