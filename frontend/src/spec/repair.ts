import { type Document, isMap, isSeq } from 'yaml'
import type { Change } from '@/api/types'
import { changeSpec, type Path, setIn } from './document'
import { isRecord, schemeLabel, valueAt } from './values'

const REPAIRED = ', repaired'
const DEFAULT_NAME = 'untitled'
const LONGEST_NAME = 200

/**
 * The spec's text with a repair made, change by change, as fanscope.verdicts.apply makes it, and a name that says so.
 *
 * A scheme that thereby equals another one is left out: its repair already stands there.
 */
export function repairSpec(text: string, changes: readonly Change[]): string {
  return changeSpec(text, (document) => {
    for (const { field, value } of changes) setIn(document, pathTo(document, field), value)
    dropRepeatedSchemes(document)
    nameRepaired(document)
  })
}

function nameRepaired(document: Document) {
  const name = String(document.get('name') ?? DEFAULT_NAME)
  if (name.endsWith(REPAIRED)) return
  setIn(document, ['name'], `${name.slice(0, LONGEST_NAME - REPAIRED.length)}${REPAIRED}`)
}

/** What a change does, in a few words: `schemes.1: xavier → hyperfan-in`. */
export function describeChange(spec: unknown, { field, value }: Change): string {
  const path = field.split('.').map((key) => (isIndex(key) ? Number(key) : key))
  const old = valueAt(spec, path)
  const before = old === undefined ? '' : `${inWords(old)} → `
  return `${field}: ${before}${inWords(value)}`
}

function inWords(value: unknown): string {
  if (isRecord(value) && 'name' in value) return schemeLabel(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Numbers count in a list and are names in a mapping. */
function pathTo(document: Document, field: string): Path {
  const path: (string | number)[] = []
  for (const key of field.split('.')) {
    const parent = path.length ? document.getIn(path, true) : document.contents
    path.push(isSeq(parent) && isIndex(key) ? Number(key) : key)
  }
  return path
}

function isIndex(key: string): boolean {
  return /^\d+$/.test(key)
}

function dropRepeatedSchemes(document: Document) {
  const schemes = document.get('schemes', true)
  if (!isSeq(schemes)) return
  const seen = new Set<string>()
  schemes.items = schemes.items.filter((item) => {
    const label = schemeLabel(isMap(item) ? item.toJS(document) : String(item))
    return !seen.has(label) && Boolean(seen.add(label))
  })
}
