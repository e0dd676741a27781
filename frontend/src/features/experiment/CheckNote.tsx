import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { checkOptions } from '@/api/checks'
import type { Check, CheckMark } from '@/api/types'
import { CheckBadge } from '@/components/CheckBadge'
import { Label } from '@/components/Label'
import { Commit } from '@/features/checks/Commit'
import { projectPath } from '@/features/checks/project-path'
import classes from './CheckNote.module.css'
import { describeGates } from './gate-words'

/** That this experiment is a check, how it ended, by which gates and against what. */
export function CheckNote({ mark }: { mark: CheckMark }) {
  const { id, status, project } = mark
  const check = useQuery(checkOptions(id, status))
  return (
    <aside className={classes.note} aria-label="Check" data-testid="check-note">
      <CheckBadge status={status} label="Check " />
      {project && (
        <span>
          of{' '}
          <Link to={projectPath(project)}>
            <Label text={project} />
          </Link>
        </span>
      )}
      {check.data && <Details check={check.data} />}
    </aside>
  )
}

function Details({ check }: { check: Check }) {
  const { commit, branch, compared_with: baseline, gates, error } = check
  return (
    <>
      {commit && (
        <span>
          at <Commit commit={commit} />
        </span>
      )}
      {branch && (
        <span>
          on <Label text={branch} />
        </span>
      )}
      <span>{describeGates(gates)}</span>
      {check.is_baseline && <strong>This is the project’s baseline.</strong>}
      {baseline && baseline !== check.id && (
        <span>
          Compared with <Link to={`/experiments/${baseline}`}>the baseline</Link>.
        </span>
      )}
      {error && <span className={classes.error}>{error}</span>}
    </>
  )
}
