const LARGE = 1e5
const GROUPED = 1e4
const SMALL = 1e-3

/** A number as people say it: three significant digits, powers of ten beyond 1e5 and below 1e-3. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return 'not finite'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= LARGE || size < SMALL) return trimExponent(value.toExponential(2))
  const short = Number(value.toPrecision(3))
  // Close to one, the distance from one is what is read: 0.9998, not 1.
  if (short === Math.sign(value)) return String(Number(value.toPrecision(4)))
  return size < GROUPED ? String(short) : String(short).replace(/(?=\d{3}$)/, '\u00a0')
}

/** An exact count with thin groups: 1,234,567; beyond a billion, 79.6 billion. */
export function formatCount(value: number): string {
  if (value >= 1e9) return `${formatNumber(value / 1e9)} billion`
  if (value >= 1e6) return `${formatNumber(value / 1e6)} million`
  return value.toLocaleString('en-US')
}

/** The shape of one example: 96×8×8. */
export function formatShape(shape: readonly number[]): string {
  return shape.join('×')
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  return `${formatNumber(bytes / 1000 ** power)} ${units[power]}`
}

function trimExponent(text: string): string {
  return text.replace(/\.?0+e/, 'e').replace('e+', 'e')
}
