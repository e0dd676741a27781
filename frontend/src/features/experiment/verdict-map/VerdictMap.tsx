import type { KeyboardEvent } from 'react'
import type { Experiment, RuleInfo } from '@/api/types'
import { VerdictSign } from '@/components/VerdictLines'
import { SchemeName } from '@/schemes/SchemeMark'
import { MapCellBody } from './MapCellBody'
import { MapHead } from './MapHead'
import { neighborOf, readPlace } from './map-keys'
import classes from './VerdictMap.module.css'
import { type MapRow, verdictGrid } from './verdict-grid'

type VerdictMapProps = {
  experiment: Experiment
  rules: readonly RuleInfo[] | undefined
  /** Codes to show; empty means all. */
  shown: readonly string[]
}

/** Scheme by layer: where each finding begins; choosing one leads to the figure that shows it. */
export function VerdictMap({ experiment, rules, shown }: VerdictMapProps) {
  const { layers, verdicts, summaries } = experiment
  const { columns, rows } = verdictGrid(summaries, layers, verdicts, shown)
  return (
    <section
      className={`scrolls ${classes.box}`}
      aria-label="Verdict map, scrolls sideways"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className={classes.map} onKeyDown={moveFocus} data-testid="verdict-map">
        <caption className="sr-only">Findings by scheme and layer, where each begins</caption>
        <MapHead columns={columns} />
        <tbody>
          {rows.map((row, index) => (
            <SchemeRow
              key={row.scheme}
              row={row}
              index={index}
              experiment={experiment}
              rules={rules}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

type SchemeRowProps = {
  row: MapRow
  index: number
  experiment: Experiment
  rules: readonly RuleInfo[] | undefined
}

function SchemeRow({ row, index, experiment, rules }: SchemeRowProps) {
  return (
    <tr data-scheme={row.scheme}>
      <th scope="row" className={classes.scheme}>
        <span className={classes.schemeBody}>
          <VerdictSign severity={row.severity} />
          <SchemeName scheme={row.scheme} />
        </span>
      </th>
      {row.cells.map((cell, column) => (
        <MapCellBody
          key={cell.column.kind === 'layer' ? cell.column.layer : column}
          cell={cell}
          pending={row.severity === 'pending'}
          place={{ row: index, column }}
          experiment={experiment}
          rules={rules}
        />
      ))}
    </tr>
  )
}

/** Arrow keys go from finding to finding, as they lie. */
function moveFocus(event: KeyboardEvent<HTMLTableElement>) {
  const here = (event.target as HTMLElement).closest<HTMLElement>('[data-place]')
  if (!here) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-place]')]
  const places = links.map((link) => readPlace(link.dataset.place))
  const next = neighborOf(places, links.indexOf(here), event.key)
  if (next === null) return
  event.preventDefault()
  links[next]?.focus()
}
