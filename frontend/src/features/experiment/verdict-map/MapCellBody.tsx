import { Tooltip } from '@mantine/core'
import { Link } from 'react-router'
import type { RuleInfo, Verdict } from '@/api/types'
import { severitySign } from '@/components/VerdictLines'
import { findingId } from './finding-id'
import { type Place, writePlace } from './map-keys'
import classes from './VerdictMap.module.css'
import type { MapCell } from './verdict-grid'
import { placeOf } from './verdict-place'

type MapCellBodyProps = {
  cell: MapCell
  place: Place
  experimentId: string
  rules: readonly RuleInfo[] | undefined
}

/** What was found in a layer under a scheme; nothing is a quiet dot. */
export function MapCellBody({ cell, place, experimentId, rules }: MapCellBodyProps) {
  const { column, verdicts } = cell
  return (
    <td className={classes.cell} data-kind={column.kind}>
      {verdicts.length === 0 && (
        <>
          <span aria-hidden="true" className={classes.nothing}>
            ·
          </span>
          <span className="sr-only">nothing found</span>
        </>
      )}
      {verdicts.map((verdict) => (
        <FindingLink
          key={`${verdict.rule}/${verdict.explanation}`}
          verdict={verdict}
          place={place}
          experimentId={experimentId}
          rules={rules}
        />
      ))}
    </td>
  )
}

type FindingLinkProps = Omit<MapCellBodyProps, 'cell'> & { verdict: Verdict }

function FindingLink({ verdict, place, experimentId, rules }: FindingLinkProps) {
  const { rule, name, scheme, layer, severity, explanation } = verdict
  const [sign, word] = severitySign(severity)
  const target = placeOf(verdict, rules)
  const where = layer ?? 'whole network'
  const to = target
    ? { pathname: `/experiments/${experimentId}/${target.view.path}`, search: target.search }
    : { hash: findingId(verdict) }
  return (
    <Tooltip label={explanation} w={340} withArrow>
      <Link
        to={to}
        preventScrollReset={target !== null}
        className={classes.finding}
        data-severity={severity}
        aria-label={`${scheme}, ${where}: ${rule} ${name.replaceAll('-', ' ')}, ${word}`}
        data-place={writePlace(place)}
        data-testid={`finding-${rule}`}
      >
        <span aria-hidden="true" className={classes.sign}>
          {sign}
        </span>
        {rule}
      </Link>
    </Tooltip>
  )
}
