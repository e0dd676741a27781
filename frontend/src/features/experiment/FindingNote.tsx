import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { Experiment } from '@/api/types'
import { VerdictSign } from '@/components/VerdictLines'
import classes from './FindingNote.module.css'
import { RepairActions } from './RepairActions'
import type { SetViewState, ViewState } from './use-view-state'
import { findingShown } from './verdict-map/verdict-place'

type FindingNoteProps = { experiment: Experiment; state: ViewState; onChange: SetViewState }

/** The finding that this figure was opened for, above it. */
export function FindingNote({ experiment, state, onChange }: FindingNoteProps) {
  const verdict = findingShown(experiment.verdicts, state)
  if (!verdict) return null
  const { severity, rule, scheme, explanation, advice, changes } = verdict
  return (
    <aside
      className={classes.note}
      data-severity={severity}
      aria-label="The finding that this figure shows"
      data-testid="finding-note"
    >
      <VerdictSign severity={severity} />
      <div className={classes.words}>
        <p>
          <span className="mono">{rule}</span> <strong>{scheme}</strong> {explanation}
        </p>
        {advice && <p className={classes.advice}>{advice}</p>}
        <RepairActions experiment={experiment} changes={changes} prominent />
      </div>
      <ActionIcon
        size={28}
        aria-label="Close the finding and show everything"
        onClick={() => onChange({ rules: [], mark: null, schemes: [], layers: [] })}
        data-testid="close-finding"
      >
        <IconX size={16} />
      </ActionIcon>
    </aside>
  )
}
