import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { CheckItem } from '@/api/types'
import { CheckBadge } from '@/components/CheckBadge'
import { Label } from '@/components/Label'
import { formatAge } from '@/format/times'
import { Cell } from './Cell'
import { CheckedTable } from './CheckedTable'
import classes from './Checks.module.css'
import { Commit } from './Commit'
import { FindingCounts, hasFindings } from './FindingCounts'
import { projectPath } from './project-path'

type CheckTableProps = {
  checks: readonly CheckItem[]
  withProject?: boolean
  /** What can be done with a check, and what it is to its project. */
  standing?: (check: CheckItem) => ReactNode
}

/** Checks, newest first. */
export function CheckTable({ checks, withProject = false, standing }: CheckTableProps) {
  const columns = ['Status', 'Check', ...(withProject ? ['Project'] : []), 'Commit', 'Branch']
  columns.push('Findings', 'Age', ...(standing ? ['Baseline'] : []))
  return (
    <CheckedTable label="Checks" columns={columns} testId="checks">
      {checks.map((check) => (
        <tr key={check.id} data-id={check.id} data-status={check.status}>
          <td>
            <CheckBadge status={check.status} />
          </td>
          <th scope="row">
            <Link to={`/experiments/${check.id}`}>
              <Label text={check.name} />
            </Link>
            {check.error && <div className={classes.error}>{check.error}</div>}
          </th>
          {withProject && (
            <Cell label="Project">{check.project && <ProjectLink project={check.project} />}</Cell>
          )}
          <Cell label="Commit">{check.commit && <Commit commit={check.commit} />}</Cell>
          <Cell label="Branch">{check.branch && <Label text={check.branch} />}</Cell>
          <Cell label="Findings">{hasFindings(check) && <FindingCounts check={check} />}</Cell>
          <Cell label="Age">
            <time dateTime={check.created_at} title={new Date(check.created_at).toLocaleString()}>
              {formatAge(check.created_at)}
            </time>
          </Cell>
          {standing && <Cell label="Baseline">{standing(check)}</Cell>}
        </tr>
      ))}
    </CheckedTable>
  )
}

function ProjectLink({ project }: { project: string }) {
  return (
    <Link to={projectPath(project)}>
      <Label text={project} />
    </Link>
  )
}
