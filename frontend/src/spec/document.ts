import { type Document, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'

export type Path = readonly (string | number)[]
export type Place = { from: number; to: number }
export type SyntaxProblem = Place & { message: string; line: number }

/** A spec's text as a document that remembers comments, and the plain value it stands for. */
export type SpecDocument = {
  text: string
  value: unknown
  problems: SyntaxProblem[]
}

export function readSpec(text: string): SpecDocument {
  const document = parseDocument(text, { prettyErrors: true })
  const problems = document.errors.map((error) => ({
    from: error.pos[0],
    to: Math.max(error.pos[1], error.pos[0] + 1),
    line: error.linePos?.[0].line ?? 1,
    message: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '',
  }))
  return { text, value: problems.length ? undefined : toPlain(document), problems }
}

/** Return the text with changes made to its document; comments and everything else stay. */
export function changeSpec(text: string, change: (document: Document) => void): string {
  const document = parseDocument(text)
  if (document.errors.length > 0) return text
  change(document)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

export function setField(text: string, path: Path, value: unknown): string {
  return changeSpec(text, (document) => setIn(document, path, value))
}

/** Set a value; lists and small mappings below the top are written in one line, as in the presets. */
export function setIn(document: Document, path: Path, value: unknown) {
  const old = document.getIn(path, true)
  if (isScalar(old) && !isCollection(value)) {
    old.value = value // keeps the comment at its side
    old.source = undefined
    old.format = undefined
    return
  }
  const node = document.createNode(value)
  if ((isMap(node) || isSeq(node)) && path.length > 0) node.flow = true
  if (isScalar(old) || isMap(old) || isSeq(old)) node.comment = old.comment
  document.setIn(path, node)
}

/** Where a dotted field stands in the text; the nearest thing above it where it is missing. */
export function locateField(text: string, field: string): Place | null {
  const document = parseDocument(text)
  let node: unknown = document.contents
  let place: Place | null = null
  for (const key of field.split('.').filter(Boolean)) {
    const found = child(node, key)
    if (!found) break
    node = found.value
    place = found.place
  }
  return place
}

function child(node: unknown, key: string): { value: unknown; place: Place | null } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    if (!pair) return null
    const inline = isScalar(pair.value) || (isSeq(pair.value) && pair.value.flow)
    const end = inline ? (pair.value as Node) : (pair.key as Node)
    return { value: pair.value, place: between(pair.key as Node, end) }
  }
  if (isSeq(node)) {
    const item = node.items[Number(key)] as Node | undefined
    return item ? { value: item, place: between(item, item) } : null
  }
  return null
}

function between(first: Node, last: Node): Place | null {
  if (!first.range || !last.range) return null
  return { from: first.range[0], to: Math.max(last.range[1], first.range[0] + 1) }
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    return undefined // aliases: the server says why they are refused
  }
}
