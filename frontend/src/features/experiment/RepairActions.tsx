import { Button, Group } from '@mantine/core'
import { IconEdit, IconTool } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Change, Experiment } from '@/api/types'
import { describeChange, repairSpec } from '@/spec/repair'
import { useRepair } from './use-repair'
import classes from './VerdictsView.module.css'

type RepairActionsProps = {
  experiment: Experiment
  changes: readonly Change[]
  /** The one thing to do here, or one of many. */
  prominent?: boolean
}

/** The advice as a click: run the mended spec, or look at it first. */
export function RepairActions({ experiment, changes, prominent }: RepairActionsProps) {
  const repair = useRepair(experiment)
  if (changes.length === 0) return null
  const { id, spec, spec_yaml: yaml } = experiment
  return (
    <div className={classes.repair}>
      <Group gap={8}>
        <Button
          size="xs"
          variant={prominent ? 'filled' : 'default'}
          leftSection={<IconTool size={15} />}
          loading={repair.isPending}
          onClick={() => repair.mutate(changes)}
          data-testid="apply-advice"
        >
          Apply and {experiment.check ? 'check' : 'run'} again
        </Button>
        <Button
          component={Link}
          to={`/new?from=${encodeURIComponent(id)}`}
          state={{ text: repairSpec(yaml, changes) }}
          variant="default"
          size="xs"
          leftSection={<IconEdit size={15} />}
          data-testid="edit-repaired"
        >
          Open in the editor
        </Button>
      </Group>
      <ul className={classes.changes} aria-label="What changes">
        {changes.map((change) => (
          <li key={change.field} className="mono">
            {describeChange(spec, change)}
          </li>
        ))}
      </ul>
    </div>
  )
}
