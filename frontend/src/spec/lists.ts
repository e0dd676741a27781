const REPEATED = /^(\d+)\s*[x×*]\s*(\d+)$/i
const MAX_REPEATS = 1000

/**
 * Read a list of whole numbers as people write it: `784, 500x5, 10`.
 *
 * What is no number stays as text, so that the server can say what is wrong with it.
 */
export function readNumbers(text: string): (number | string)[] {
  return text
    .split(/[,;\s]+(?![x×*])(?<![x×*]\s*)/i)
    .map((part) => part.trim())
    .filter(Boolean)
    .flatMap(readPart)
}

export function writeNumbers(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : String(values ?? '')
}

function readPart(part: string): (number | string)[] {
  const repeated = REPEATED.exec(part)
  if (repeated && Number(repeated[2]) <= MAX_REPEATS) {
    return Array<number>(Number(repeated[2])).fill(Number(repeated[1]))
  }
  const number = Number(part)
  return [Number.isNaN(number) ? part : number]
}
