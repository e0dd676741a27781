import type { OutlineNode } from '@/api/types'
import { BRANCHES } from './layers'
import { mainPath } from './networks'
import { isRecord, valueAt } from './values'

/** The shapes of a network, and the spec's value that they were worked out for. */
export type KnownShapes = { nodes: readonly OutlineNode[]; value: unknown }

type Written = { field: string; text: string; inside: number }

/**
 * The shape behind each layer, by field, as far as it still holds for what is written now.
 *
 * A shape depends on the input and the layers in front alone, so everything before the first difference stands;
 * a block's own, only if nothing inside it differs.
 */
export function shapesByField(
  known: KnownShapes | undefined,
  value: unknown,
): ReadonlyMap<string, readonly number[]> {
  if (!known) return new Map()
  const now = flatten(value)
  const then = flatten(known.value)
  let same = 0
  while (same < now.length && now[same]?.text === then[same]?.text) same += 1
  const fields = now.filter((layer, index) => index + layer.inside < same).map((l) => l.field)
  const shapes = new Map(known.nodes.map(({ field, output }) => [field, output]))
  return new Map(fields.flatMap((field) => pairWith(field, shapes.get(field))))
}

function pairWith(field: string, shape: readonly number[] | undefined) {
  return shape ? [[field, shape] as const] : []
}

/** Every layer in forward order, the input in front, blocks before what is inside. */
function flatten(value: unknown): Written[] {
  const path = mainPath(value)
  const main = valueAt(value, path)
  if (!isRecord(main)) return []
  const input = { field: '', text: JSON.stringify([path, main.kind, main.input]), inside: 0 }
  return [input, ...flattenList(main.layers, `${path.join('.')}.layers`)]
}

function flattenList(layers: unknown, field: string): Written[] {
  if (!Array.isArray(layers)) return []
  return layers.flatMap((layer, index) => flattenLayer(layer, `${field}.${index}`))
}

function flattenLayer(layer: unknown, field: string): Written[] {
  if (!isRecord(layer)) return [{ field, text: `${field} ${JSON.stringify(layer)}`, inside: 0 }]
  const { body: _body, shortcut: _shortcut, ...own } = layer
  const inside = BRANCHES.flatMap((branch) => flattenList(layer[branch], `${field}.${branch}`))
  return [{ field, text: `${field} ${JSON.stringify(own)}`, inside: inside.length }, ...inside]
}
