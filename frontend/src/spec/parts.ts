import type { PartField, PartInfo } from '@/api/types'
import type { Layer } from './layers'

// What a new part starts with. Kinds and fields come from the server; only these examples are the page's own.
const EXAMPLES: Record<string, unknown> = {
  channels: 16,
  features: 64,
  kernel: 3,
  groups: 2,
  heads: 4,
  vocabulary: 1000,
  rank: 4,
  size: 1024,
  tasks: 2,
  values: [1],
  body: [{ op: 'activation', name: 'relu' }],
}
const MORE: Record<string, Layer> = {
  conv2d: { padding: 'same' },
  pool: { kernel: 2 },
}
const OF_KIND: Record<FieldKind, unknown> = {
  whole: 1,
  number: 1,
  flag: true,
  choice: '',
  wholes: [1],
  numbers: [1],
  layers: [],
}
type FieldKind = PartField['kind']

/** A part that is valid by itself: what it must have, by example. */
export function startingPart(part: PartInfo, tag: 'op' | 'kind'): Layer {
  const required = part.fields.filter((field) => field.required)
  const values = required.map((field) => [field.name, exampleOf(field)])
  return { [tag]: part.kind, ...Object.fromEntries(values), ...(tag === 'op' && MORE[part.kind]) }
}

function exampleOf({ name, kind, choices }: PartField): unknown {
  return EXAMPLES[name] ?? choices[0] ?? OF_KIND[kind]
}

/** Whether a field says anything: it must be written, or it is and not as its default. */
export function isTelling(field: PartField, value: unknown): boolean {
  if (field.required) return true
  return value !== undefined && JSON.stringify(value) !== JSON.stringify(field.default)
}

/** What was typed for a number: the number, or the text as it stands, so that the server says what is wrong. */
export function readTyped(text: string): number | string {
  const trimmed = text.trim()
  return trimmed !== '' && !Number.isNaN(Number(trimmed)) ? Number(trimmed) : trimmed
}

/** A key as people read it: learned_multiplier is learned multiplier. */
export function sayKey(key: string): string {
  return key.replaceAll('_', ' ')
}
