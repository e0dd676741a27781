import type { LiveState } from '@/live/stream'
import classes from './ExperimentPage.module.css'

const WORDS: Record<LiveState, readonly [word: string, meaning: string]> = {
  connecting: ['connecting …', 'Opening the event stream'],
  live: ['live', 'Frames appear as they are recorded'],
  reconnecting: [
    'reconnecting …',
    'The server went away; the page goes on by itself when it is back',
  ],
  polling: ['asking every 3 s', 'The event stream does not get through; trying again'],
}

const AWAY = ['server away, trying again', 'The page goes on by itself when it is back'] as const

export function LiveMark({ state, away }: { state: LiveState; away: boolean }) {
  const [word, meaning] = away ? AWAY : WORDS[state]
  return (
    <span
      className={classes.live}
      data-state={away ? 'away' : state}
      title={meaning}
      role="status"
      data-testid="live-state"
    >
      {word}
    </span>
  )
}
