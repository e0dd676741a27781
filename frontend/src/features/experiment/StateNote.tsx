import type { Experiment } from '@/api/types'
import classes from './StateNote.module.css'

/** What a state that is not plain success means, and what to do next. */
export function StateNote({ experiment }: { experiment: Experiment }) {
  const note = noteFor(experiment)
  if (!note) return null
  return (
    <p className={classes.note} data-tone={note.tone} data-testid="state-note" role="status">
      <strong>{note.title}</strong> {note.text}
    </p>
  )
}

type Note = { tone: 'neutral' | 'fault'; title: string; text: string }

export function noteFor(experiment: Experiment): Note | null {
  const { status, runs, error } = experiment
  const diverged = runs.filter((run) => run.diverged_at !== null)
  if (status === 'queued') {
    return {
      tone: 'neutral',
      title: 'Waiting for a worker.',
      text: 'It starts as soon as one is free; the predicted figures are here already.',
    }
  }
  if (status === 'failed') {
    const text = `${error ?? 'A run could not be trained.'} What was recorded before is kept; run it again from the menu.`
    return { tone: 'fault', title: 'Failed.', text }
  }
  if (status === 'cancelled') {
    return {
      tone: 'neutral',
      title: 'Cancelled.',
      text: 'What was recorded before is kept; run it again from the menu.',
    }
  }
  if (diverged.length > 0) {
    const text = `${diverged.length} of ${runs.length} runs reached values that are not finite and ended there; the table of runs says where.`
    return { tone: 'fault', title: 'Diverged.', text }
  }
  return null
}
