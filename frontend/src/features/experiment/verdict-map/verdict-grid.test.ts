import { expect, it } from 'vitest'
import type { Summary, Verdict } from '@/api/types'
import { columnsOf, layerLabel } from './map-columns'
import { firedRules, verdictGrid } from './verdict-grid'

function verdict(rule: string, scheme: string, layer: string | null, severity = 'error'): Verdict {
  return { rule, name: `name-of-${rule}`, scheme, layer, severity } as Verdict
}
function summary(scheme: string, severity: Summary['severity']): Summary {
  return { scheme, severity, sentence: '' }
}
const LAYERS = ['main.0', 'main.1', 'main.2']

it('puts each finding at the layer that it names, errors first, and leaves healthy schemes empty', () => {
  const found = [
    verdict('FS106', 'xavier', 'main.1', 'warning'),
    verdict('FS101', 'xavier', 'main.1'),
    verdict('FS108', 'xavier', null),
  ]
  const summaries = [summary('xavier', 'error'), summary('hyperfan-in', 'healthy')]
  const { columns, rows } = verdictGrid(summaries, LAYERS, found, [])
  expect(columns.map((column) => column.kind)).toEqual(['layer', 'layer', 'layer', 'network'])
  const codes = rows.map(({ cells }) => cells.map(({ verdicts }) => verdicts.map((v) => v.rule)))
  expect(codes).toEqual([
    [[], ['FS101', 'FS106'], [], ['FS108']],
    [[], [], [], []],
  ])
  expect(rows.map(({ severity }) => severity)).toEqual(['error', 'healthy'])
})

it('keeps its columns when it is narrowed down to a rule', () => {
  const found = [verdict('FS101', 'a', 'main.1'), verdict('FS108', 'a', null)]
  const all = verdictGrid([summary('a', 'error')], LAYERS, found, [])
  const narrowed = verdictGrid([summary('a', 'error')], LAYERS, found, ['FS101'])
  expect(narrowed.columns).toEqual(all.columns)
  expect(narrowed.rows[0]?.cells.flatMap(({ verdicts }) => verdicts)).toEqual([found[0]])
})

it('folds the quiet layers of a deep network and keeps every layer in its place', () => {
  const deep = Array.from({ length: 60 }, (_, k) => `main.${k}`)
  const found = [verdict('FS101', 'a', 'main.20'), verdict('FS104', 'a', 'main.22')]
  const columns = columnsOf(deep, found)
  const places = columns.flatMap((column) => {
    if (column.kind === 'gap') return column.layers
    return column.kind === 'layer' ? [column.layer] : []
  })
  expect(places).toEqual(deep)
  const named = columns.map((column) => (column.kind === 'layer' ? column.layer : column.kind))
  expect(named).toEqual(['main.0', 'gap', 'main.20', 'main.21', 'main.22', 'gap', 'main.59'])
})

it('gives a place to a finding outside of the main layers', () => {
  const columns = columnsOf(LAYERS, [verdict('FS101', 'a', 'trunk.0')])
  expect(columns.at(-1)).toEqual({ kind: 'layer', layer: 'trunk.0', label: 'trunk.0' })
})

it('shortens long names as the figures do', () => {
  expect(layerLabel('main.12')).toBe('main.12')
  expect(layerLabel('main.3.body.1.body.0.query')).toBe('3.1.0.query')
})

it('lists the rules that fired, each once', () => {
  const found = [verdict('FS108', 'a', null, 'warning'), verdict('FS101', 'a', 'main.0')]
  expect(firedRules([...found, verdict('FS101', 'b', 'main.0')])).toEqual(['FS101', 'FS108'])
})
