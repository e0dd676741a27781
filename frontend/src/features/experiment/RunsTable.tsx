import { Progress, Table } from '@mantine/core'
import type { Run } from '@/api/types'
import { StatusBadge } from '@/components/StatusBadge'
import { formatNumber } from '@/format/numbers'
import { SchemeName } from '@/schemes/SchemeMark'
import classes from './RunsTable.module.css'

const COLUMNS = ['Scheme', 'Seed', 'Status', 'Step', 'Loss', 'Diverged at']

export function RunsTable({ runs }: { runs: readonly Run[] }) {
  return (
    <Table.ScrollContainer
      minWidth={640}
      type="native"
      className={`scrolls ${classes.box}`}
      role="region"
      aria-label="Runs"
      tabIndex={0}
    >
      <Table verticalSpacing={7} horizontalSpacing={14} data-testid="runs">
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function RunRow({ run }: { run: Run }) {
  return (
    <Table.Tr data-testid="run" data-status={run.status}>
      <Table.Td>
        <SchemeName scheme={run.scheme} />
      </Table.Td>
      <Table.Td className="numeric">{run.seed}</Table.Td>
      <Table.Td>
        <StatusBadge status={run.status} diverged={run.diverged_at !== null} />
        {run.error && <div className={classes.error}>{run.error}</div>}
        {run.warnings.map((warning) => (
          <div key={warning} className={classes.warning} data-testid="run-warning">
            {warning}
          </div>
        ))}
      </Table.Td>
      <Table.Td className="numeric">
        <div className={classes.step}>
          <span>
            {run.step.toLocaleString('en-US')} / {run.total_steps.toLocaleString('en-US')}
          </span>
          {run.status === 'running' && (
            <Progress value={run.progress * 100} size={3} w={72} aria-label="Progress of the run" />
          )}
        </div>
      </Table.Td>
      <Table.Td className="numeric">{showLoss(run)}</Table.Td>
      <Table.Td>{showDivergence(run.diverged_at)}</Table.Td>
    </Table.Tr>
  )
}

function showLoss({ loss, num_frames: frames }: Run): string {
  if (loss !== null) return formatNumber(loss)
  return frames > 0 ? 'not finite' : '–'
}

function showDivergence(diverged: Run['diverged_at']) {
  if (!diverged) return '–'
  return (
    <span className={classes.diverged}>
      step {diverged.step}
      {diverged.layer && `, ${diverged.layer}`}
    </span>
  )
}
