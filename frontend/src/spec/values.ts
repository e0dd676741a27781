import type { Path } from './document'

/** The value at a path of a plain document, undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Keyed)[key] : undefined),
    value,
  )
}

type Keyed = Record<string | number, unknown>

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The label under which a scheme's results are shown; the same rule as SchemeChoice.label. */
export function schemeLabel(choice: unknown): string {
  if (!isRecord(choice)) return String(choice)
  const { name, ...parameters } = choice
  const inner = Object.entries(parameters).map(([key, value]) => `${key}=${schemeLabel(value)}`)
  return inner.length ? `${name}(${inner.join(', ')})` : String(name)
}
