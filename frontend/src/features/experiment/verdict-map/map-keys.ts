export type Place = { row: number; column: number }

export function writePlace({ row, column }: Place): string {
  return `${row},${column}`
}

export function readPlace(text: string | undefined): Place {
  const [row = 0, column = 0] = (text ?? '').split(',').map(Number)
  return { row, column }
}

/** Which of the findings, in reading order, an arrow key leads to; null for other keys and at the edge. */
export function neighborOf(places: readonly Place[], at: number, key: string): number | null {
  if (key === 'ArrowRight') return at + 1 < places.length ? at + 1 : null
  if (key === 'ArrowLeft') return at > 0 ? at - 1 : null
  const here = places[at]
  if (!here || (key !== 'ArrowDown' && key !== 'ArrowUp')) return null
  const sign = key === 'ArrowDown' ? 1 : -1
  const ahead = places
    .map((place, index) => ({ index, rows: (place.row - here.row) * sign, place }))
    .filter(({ rows }) => rows > 0)
  const distance = ({ rows, place }: (typeof ahead)[number]) =>
    rows * 1000 + Math.abs(place.column - here.column)
  return ahead.sort((a, b) => distance(a) - distance(b))[0]?.index ?? null
}
