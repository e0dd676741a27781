import type { Verdict } from '@/api/types'

export type MapColumn =
  | { kind: 'layer'; layer: string; label: string }
  /** Neighbors in which nothing was found, folded where there are too many to show. */
  | { kind: 'gap'; layers: readonly string[] }
  /** Findings that have no place. */
  | { kind: 'network' }

const MOST_COLUMNS = 16
const LONG_NAME = 8

/** Every layer of a small network, input side first; of a deep one its ends and where something was found. */
export function columnsOf(layers: readonly string[], verdicts: readonly Verdict[]): MapColumn[] {
  const found = new Set(verdicts.map(({ layer }) => layer))
  const strangers = [...found].filter((layer) => layer !== null && !layers.includes(layer))
  const places = [...layers, ...(strangers as string[])]
  const columns = places.length <= MOST_COLUMNS ? places.map(layerColumn) : foldQuiet(places, found)
  return found.has(null) ? [...columns, { kind: 'network' }] : columns
}

/** The name where it is short, else the place alone: `3.1.query` of `main.3.body.1.query`, as in the figures. */
export function layerLabel(layer: string): string {
  if (layer.length <= LONG_NAME) return layer
  return layer.replace(/^main\./, '').replaceAll('.body.', '.')
}

function layerColumn(layer: string): MapColumn {
  return { kind: 'layer', layer, label: layerLabel(layer) }
}

function foldQuiet(layers: readonly string[], found: ReadonlySet<string | null>): MapColumn[] {
  const columns: MapColumn[] = []
  let quiet: string[] = []
  const flush = () => {
    const [only, second] = quiet
    if (second !== undefined) columns.push({ kind: 'gap', layers: quiet })
    else if (only !== undefined) columns.push(layerColumn(only))
    quiet = []
  }
  for (const [index, layer] of layers.entries()) {
    if (found.has(layer) || index === 0 || index === layers.length - 1) {
      flush()
      columns.push(layerColumn(layer))
    } else {
      quiet.push(layer)
    }
  }
  return columns
}
