/** Polygons of the Plotly markers that schemes use, for a marker of radius 1 around the origin. */
const SQUARE = regular(4, 45)

const OUTLINES: Record<string, readonly (readonly [number, number])[]> = {
  circle: regular(16, 0),
  square: SQUARE,
  diamond: regular(4, 0),
  'triangle-up': regular(3, -90),
  'triangle-down': regular(3, 90),
  'triangle-left': regular(3, 180),
  'triangle-right': regular(3, 0),
  pentagon: regular(5, -90),
  hexagon: regular(6, -90),
  octagon: regular(8, 22.5),
  star: starred(5, -90),
  'star-diamond': starred(4, -90),
  'star-square': starred(4, -45),
  'star-triangle-up': starred(3, -90),
  cross: plus(0.36),
  hourglass: [-1, 1].flatMap((y) => [[-0.8 * -y, y] as const, [0.8 * -y, y] as const]),
  bowtie: [-1, 1].flatMap((x) => [[x, -0.8 * -x] as const, [x, 0.8 * -x] as const]),
}

/** The points of a marker for an SVG polygon. */
export function markerPoints(marker: string, x: number, y: number, radius: number): string {
  const outline = OUTLINES[marker] ?? OUTLINES.circle ?? []
  return outline
    .map(([dx, dy]) => `${(x + dx * radius).toFixed(2)},${(y + dy * radius).toFixed(2)}`)
    .join(' ')
}

function regular(corners: number, start: number): (readonly [number, number])[] {
  return Array.from({ length: corners }, (_, k) => onCircle(start + (360 * k) / corners, 1))
}

function starred(points: number, start: number): (readonly [number, number])[] {
  return Array.from({ length: 2 * points }, (_, k) =>
    onCircle(start + (180 * k) / points, k % 2 ? 0.45 : 1),
  )
}

function plus(half: number): (readonly [number, number])[] {
  const quarter = [
    [half, -1],
    [half, -half],
    [1, -half],
  ] as const
  return [0, 1, 2, 3].flatMap((turn) =>
    quarter.map(([x, y]) => {
      const corners = [
        [x, y],
        [-y, x],
        [-x, -y],
        [y, -x],
      ] as const
      return corners[turn as 0 | 1 | 2 | 3]
    }),
  )
}

function onCircle(degrees: number, radius: number): readonly [number, number] {
  const radians = (degrees * Math.PI) / 180
  return [radius * Math.cos(radians), radius * Math.sin(radians)]
}
