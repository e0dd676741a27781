import { Table } from '@mantine/core'
import { Link } from 'react-router'
import type { RuleInfo } from '@/api/types'
import { formatNumber } from '@/format/numbers'
import classes from './RulesPage.module.css'

const PRESETS = ['fanscope', 'sagemaker', 'deepchecker'] as const

type RuleSectionProps = { rule: RuleInfo; current: boolean; picture: string | undefined }

export function RuleSection({ rule, current, picture }: RuleSectionProps) {
  const { code, name, title, meaning, presets, source } = rule
  const absent = PRESETS.filter((preset) => !presets.includes(preset))
  return (
    <section
      id={code}
      className={classes.rule}
      data-current={current || undefined}
      aria-labelledby={`${code}-title`}
      data-testid={`rule-${code}`}
    >
      <h2 id={`${code}-title`}>
        <Link to={`/rules/${code}`} className="mono" preventScrollReset>
          {code}
        </Link>{' '}
        {title}
      </h2>
      <p className={classes.name}>
        <span className="mono">{name}</span>
        {picture && <span>shown by: {picture}</span>}
        {source && <span>{source}</span>}
      </p>
      <p className={classes.meaning}>{meaning}</p>
      {rule.bounds.length > 0 && <Bounds rule={rule} />}
      {absent.length > 0 && (
        <p className={classes.name}>Not known to the thresholds {absent.join(' and ')}.</p>
      )}
    </section>
  )
}

function Bounds({ rule }: { rule: RuleInfo }) {
  const presets = PRESETS.filter((preset) => rule.presets.includes(preset))
  return (
    <Table.ScrollContainer
      minWidth={560}
      type="native"
      className={`scrolls ${classes.onPaper}`}
      role="region"
      aria-label={`Bounds of ${rule.code}`}
      tabIndex={0}
    >
      <table className={classes.bounds}>
        <thead>
          <tr>
            <th scope="col">Bound</th>
            <th scope="col">What crosses it</th>
            {presets.map((preset) => (
              <th scope="col" key={preset} className={classes.number}>
                {preset}
              </th>
            ))}
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {rule.bounds.map(({ name, meaning, values, source }) => (
            <tr key={name}>
              <th scope="row" className="mono">
                {name}
              </th>
              <td>{meaning}</td>
              {presets.map((preset) => (
                <td key={preset} className={`numeric ${classes.number}`}>
                  {values[preset] === undefined ? '–' : formatNumber(values[preset])}
                </td>
              ))}
              <td className={classes.source}>{source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Table.ScrollContainer>
  )
}
