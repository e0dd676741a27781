import { Link } from 'react-router'
import type { Project } from '@/api/types'
import { CheckBadge } from '@/components/CheckBadge'
import { Label } from '@/components/Label'
import { formatAge } from '@/format/times'
import { Cell } from './Cell'
import { CheckedTable } from './CheckedTable'
import classes from './Checks.module.css'
import { Commit } from './Commit'
import { projectPath } from './project-path'

const COLUMNS = ['Project', 'Latest check', 'Commit', 'Branch', 'Age', 'Checks', 'Baseline']

/** Every project with its newest check. */
export function ProjectTable({ projects }: { projects: readonly Project[] }) {
  return (
    <CheckedTable label="Projects" columns={COLUMNS} testId="projects">
      {projects.map(({ name, latest, num_checks: count, baseline_id: baseline }) => (
        <tr key={name} data-project={name}>
          <th scope="row">
            <Link to={projectPath(name)}>
              <Label text={name} />
            </Link>
          </th>
          <Cell label="Latest check">
            <Link to={`/experiments/${latest.id}`} aria-label={`Latest check, ${latest.status}`}>
              <CheckBadge status={latest.status} />
            </Link>
          </Cell>
          <Cell label="Commit">{latest.commit && <Commit commit={latest.commit} />}</Cell>
          <Cell label="Branch">{latest.branch && <Label text={latest.branch} />}</Cell>
          <Cell label="Age">
            <time dateTime={latest.created_at}>{formatAge(latest.created_at)}</time>
          </Cell>
          <Cell label="Checks" className="numeric">
            {count}
          </Cell>
          <Cell label="Baseline">
            {baseline ? (
              <Link to={`/experiments/${baseline}`} className={classes.link}>
                show
              </Link>
            ) : (
              <span className={classes.quiet}>none</span>
            )}
          </Cell>
        </tr>
      ))}
    </CheckedTable>
  )
}
