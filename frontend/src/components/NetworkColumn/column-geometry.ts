import type { Prediction } from '@/api/types'

/** `joined`: theory speaks of every weighted row since the point before. */
export type Point = { row: number; x: number; value: number; joined: boolean }
export type SchemeLine = { scheme: string; points: Point[] }
export type Tick = { x: number; power: number }
export type Column = { lines: SchemeLine[]; ticks: Tick[] }

const FLOOR = 1e-30
const MARGIN_DECADES = 0.35
const MAX_TICKS = 3

/**
 * Lay out predicted second moments beside the rows of a network, on one log scale with 1 always on it.
 *
 * `x` is in percent of the scale's width.
 */
export function columnGeometry({ outline, schemes }: Prediction): Column {
  const found = Object.entries(schemes).map(([scheme, { layers }]) => {
    const moments = new Map(layers.map((layer) => [layer.layer, layer.second_moment]))
    return { scheme, values: outline.map((node) => lastOf(node.layers, moments)) }
  })
  const logs = found.flatMap(({ values }) => values.filter((v) => v !== null).map(log10))
  const low = Math.min(0, ...logs) - MARGIN_DECADES
  const high = Math.max(0, ...logs) + MARGIN_DECADES
  const isJoined = (row: number, values: readonly (number | null)[]) => {
    const before = values.findLastIndex((value, index) => index < row && value !== null)
    return before >= 0 && outline.slice(before + 1, row).every(({ layers }) => layers.length === 0)
  }
  const x = (log: number) => Math.round(((log - low) / (high - low)) * 1000) / 10
  return {
    ticks: powers(low, high).map((power) => ({ power, x: x(power) })),
    lines: found.map(({ scheme, values }) => ({
      scheme,
      points: values.flatMap((value, row) =>
        value === null ? [] : [{ row, value, x: x(log10(value)), joined: isJoined(row, values) }],
      ),
    })),
  }
}

/** Whether theory has a second moment for any layer at all. */
export function hasPrediction({ schemes }: Prediction): boolean {
  const layers = Object.values(schemes).flatMap((scheme) => scheme.layers)
  return layers.some(({ second_moment }) => second_moment !== null)
}

/** What leaves a node: the prediction of its last weighted layer that theory speaks of. */
function lastOf(layers: readonly string[], moments: Map<string, number | null>): number | null {
  const known = layers.map((layer) => moments.get(layer) ?? null)
  return known.findLast((value) => value !== null) ?? null
}

/** Few powers of ten inside a range, 0 among them. */
export function powers(low: number, high: number): number[] {
  const step = Math.max(1, Math.ceil((high - low) / MAX_TICKS))
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step) - first + 1
  return Array.from({ length: count }, (_, index) => (first + index) * step || 0)
}

function log10(value: number): number {
  return Math.log10(Math.max(value, FLOOR))
}
