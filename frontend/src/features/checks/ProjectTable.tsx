import { Link } from 'react-router'
import type { Project } from '@/api/types'
import { CheckBadge } from '@/components/CheckBadge'
import { Label } from '@/components/Label'
import { formatAge } from '@/format/times'
import { CheckedTable } from './CheckedTable'
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
          <td>
            <Link to={`/experiments/${latest.id}`} aria-label={`Latest check, ${latest.status}`}>
              <CheckBadge status={latest.status} />
            </Link>
          </td>
          <td>
            <Commit commit={latest.commit} />
          </td>
          <td>{latest.branch ? <Label text={latest.branch} /> : '–'}</td>
          <td>
            <time dateTime={latest.created_at}>{formatAge(latest.created_at)}</time>
          </td>
          <td className="numeric">{count}</td>
          <td>{baseline ? <Link to={`/experiments/${baseline}`}>set</Link> : 'none'}</td>
        </tr>
      ))}
    </CheckedTable>
  )
}
