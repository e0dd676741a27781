import type { Profile } from '@/api/types'

type Point = readonly [x: number, y: number]
type Box = { width: number; height: number; padding: number }
export type DepthLine = {
  scheme: string
  path: string
  /** The last finite point: where the scheme's marker goes. */
  end: Point | null
  /** At the top edge, above the first layer that is not finite. */
  fault: Point | null
}

const HALF_DECADE = 0.5
const FLOOR = 1e-30

/** Lay out log10 of second moments over depth in a box; 1 is always inside. */
export function depthGeometry(
  profile: readonly Profile[],
  { width, height, padding }: Box,
): { lines: DepthLine[]; unitY: number } {
  const logs = profile.map((p) => p.second_moment.map(log10))
  const finite = logs.flat().filter((value) => value !== null)
  const low = Math.min(-HALF_DECADE, ...finite)
  const high = Math.max(HALF_DECADE, ...finite)
  const y = (value: number) =>
    round(padding + ((high - value) / (high - low)) * (height - 2 * padding))
  const x = (index: number, count: number) =>
    round(padding + (count > 1 ? index / (count - 1) : 0.5) * (width - 2 * padding))

  const lines = profile.map(({ scheme, measured }, k) => {
    const values = logs[k] ?? []
    const points = values.map((v, i) =>
      v === null ? null : ([x(i, values.length), y(v)] as const),
    )
    const broken = measured ? values.indexOf(null) : -1 // theory that is silent is no fault
    return {
      scheme,
      path: pathThrough(points),
      end: points.findLast((point) => point !== null) ?? null,
      fault: broken >= 0 ? ([x(broken, values.length), padding] as const) : null,
    }
  })
  return { lines, unitY: y(0) }
}

/** An SVG path that lifts the pen over missing points. */
function pathThrough(points: readonly (Point | null)[]): string {
  let pen = 'M'
  let path = ''
  for (const point of points) {
    if (point) path += `${pen}${point[0]},${point[1]}`
    pen = point ? 'L' : 'M'
  }
  return path
}

function log10(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.log10(Math.max(value, FLOOR))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
