import { type Document, isMap, isSeq, type Node, type YAMLSeq } from 'yaml'
import type { Path } from './document'
import { isRecord } from './values'

// Changes to the list of layers of a sequential network. Nodes move as they are, so comments go with them.

export type Layer = Record<string, unknown>

/** The lists of layers that a residual block holds. */
export const BRANCHES = ['body', 'shortcut'] as const

export function insertLayer(document: Document, list: Path, index: number, layer: Layer) {
  const layers = listAt(document, list)
  layers?.items.splice(index, 0, layerNode(document, layer))
}

export function removeLayer(document: Document, list: Path, index: number) {
  const layers = listAt(document, list)
  layers?.items.splice(index, 1)
  if (layers?.items.length === 0) layers.flow = true // `[]`: an empty list has no other way
}

export function duplicateLayer(document: Document, list: Path, index: number) {
  const layers = listAt(document, list)
  const node = layers?.items[index] as Node | undefined
  if (node) layers?.items.splice(index + 1, 0, node.clone())
}

/** Swap a layer with the one before (-1) or behind it (1); nothing happens at an end. */
export function moveLayer(document: Document, list: Path, index: number, by: -1 | 1) {
  const items = listAt(document, list)?.items
  const target = index + by
  if (!items || target < 0 || target >= items.length) return
  const [node] = items.splice(index, 1)
  items.splice(target, 0, node)
}

/** A layer becomes the body of a residual block in its place. */
export function wrapLayer(document: Document, list: Path, index: number) {
  const layers = listAt(document, list)
  const node = layers?.items[index]
  if (!layers || !node) return
  const block = layerNode(document, { op: 'residual', body: [] })
  const body = block.get('body', true)
  if (!isSeq(body)) return
  body.flow = false
  body.items.push(node)
  layers.items.splice(index, 1, block)
}

/** The body of a residual block takes the block's place; its shortcut goes. */
export function unwrapLayer(document: Document, list: Path, index: number) {
  const layers = listAt(document, list)
  const block = layers?.items[index]
  const body = isMap(block) ? block.get('body', true) : undefined
  if (layers && isSeq(body)) layers.items.splice(index, 1, ...body.items)
}

/** The layers of a list in a line: conv2d, batchnorm, relu. */
export function sayLayers(layers: unknown): string {
  if (!Array.isArray(layers)) return ''
  const named = layers.filter(isRecord).map(({ op, name }) => (op === 'activation' ? name : op))
  return named.map(String).join(', ')
}

/** A plain value as a list of layers: a line for each, blocks with lines inside. */
export function layersNode(document: Document, layers: readonly Layer[]): YAMLSeq {
  const list = document.createNode([]) as YAMLSeq
  list.items.push(...layers.map((layer) => layerNode(document, layer)))
  list.flow = layers.length === 0
  return list
}

function layerNode(document: Document, layer: Layer) {
  const isBlock = BRANCHES.some((branch) => Array.isArray(layer[branch]))
  const node = document.createNode({})
  node.flow = !isBlock
  for (const [key, value] of Object.entries(layer)) {
    const nested = Array.isArray(value) && value.every(isRecord)
    node.add(document.createPair(key, nested ? layersNode(document, value) : value))
  }
  return node
}

/** The list at a path, opened to hold lines; made where only an empty place is. */
function listAt(document: Document, path: Path): YAMLSeq | undefined {
  const found = document.getIn(path, true)
  if (isSeq(found)) {
    if (found.items.length === 0) found.flow = false
    return found
  }
  if (found !== undefined) return undefined
  const list = layersNode(document, [])
  list.flow = false
  document.setIn(path, list)
  return list
}
