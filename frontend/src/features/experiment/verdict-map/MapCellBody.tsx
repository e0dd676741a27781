import { Tooltip } from '@mantine/core'
import { Link } from 'react-router'
import type { Experiment, RuleInfo, Verdict } from '@/api/types'
import { severitySign } from '@/components/VerdictLines'
import { ruleTitle } from '@/features/rules/rule-title'
import { findingId } from './finding-id'
import { type Place, writePlace } from './map-keys'
import classes from './VerdictMap.module.css'
import type { MapCell } from './verdict-grid'
import { placeOf } from './verdict-place'

type MapCellBodyProps = {
  cell: MapCell
  /** Nothing was measured yet, so that nothing could be found. */
  pending: boolean
  place: Place
  experiment: Experiment
  rules: readonly RuleInfo[] | undefined
}

/** What was found in a layer under a scheme; nothing is a quiet dot. */
export function MapCellBody({ cell, pending, place, experiment, rules }: MapCellBodyProps) {
  const { column, verdicts } = cell
  return (
    <td className={classes.cell} data-kind={column.kind}>
      {verdicts.length === 0 && (
        <>
          <span aria-hidden="true" className={classes.nothing}>
            {pending ? '' : '·'}
          </span>
          <span className="sr-only">{pending ? 'not judged yet' : 'nothing found'}</span>
        </>
      )}
      {verdicts.map((verdict) => (
        <FindingLink
          key={`${verdict.rule}/${verdict.explanation}`}
          verdict={verdict}
          place={place}
          experiment={experiment}
          rules={rules}
        />
      ))}
    </td>
  )
}

type FindingLinkProps = Omit<MapCellBodyProps, 'cell' | 'pending'> & { verdict: Verdict }

function FindingLink({ verdict, place, experiment, rules }: FindingLinkProps) {
  const { rule, scheme, layer, severity, explanation } = verdict
  const [sign, word] = severitySign(severity)
  const target = placeOf(verdict, rules, experiment.summaries)
  const where = layer ?? 'whole network'
  const to = target
    ? { pathname: `/experiments/${experiment.id}/${target.view.path}`, search: target.search }
    : { hash: findingId(verdict) }
  return (
    <Tooltip label={explanation} w={340} withArrow>
      <Link
        to={to}
        preventScrollReset={target !== null}
        className={classes.finding}
        data-severity={severity}
        aria-label={`${scheme}, ${where}: ${rule} ${ruleTitle(verdict, rules)}, ${word}`}
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
