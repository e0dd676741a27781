import type { Severity, Summary, Verdict } from '@/api/types'
import { columnsOf, type MapColumn } from './map-columns'

export type MapCell = { column: MapColumn; verdicts: readonly Verdict[] }
export type MapRow = { scheme: string; severity: Severity; cells: MapCell[] }
export type VerdictGrid = { columns: MapColumn[]; rows: MapRow[] }

/** Schemes in rows, layers in columns; a finding stands at the layer that it names. */
export function verdictGrid(
  summaries: readonly Summary[],
  layers: readonly string[],
  verdicts: readonly Verdict[],
  rules: readonly string[],
): VerdictGrid {
  const columns = columnsOf(layers, verdicts) // of all rules: narrowing down moves nothing
  const shown = verdicts.filter(({ rule }) => rules.length === 0 || rules.includes(rule))
  const rows = summaries.map(({ scheme, severity }) => {
    const own = shown.filter((verdict) => verdict.scheme === scheme)
    const cells = columns.map((column) => ({ column, verdicts: findingsIn(column, own) }))
    return { scheme, severity, cells }
  })
  return { columns, rows }
}

/** The codes of the rules that found something, in order. */
export function firedRules(verdicts: readonly Verdict[]): string[] {
  return [...new Set(verdicts.map(({ rule }) => rule))].sort()
}

function findingsIn(column: MapColumn, verdicts: readonly Verdict[]): Verdict[] {
  const here = verdicts.filter(({ layer }) =>
    column.kind === 'network' ? layer === null : column.kind === 'layer' && layer === column.layer,
  )
  return here.sort((a, b) => rank(a) - rank(b) || a.rule.localeCompare(b.rule))
}

function rank({ severity }: Verdict): number {
  return severity === 'error' ? 0 : 1
}
