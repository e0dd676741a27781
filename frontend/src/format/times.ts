const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time as people say it: 12 s, about 2 min, 3 h. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return 'under 1 s'
  if (seconds < 1.5 * MINUTE) return `${Math.round(seconds)} s`
  if (seconds < 1.5 * HOUR) return `about ${Math.round(seconds / MINUTE)} min`
  if (seconds < 2 * DAY) return `about ${Math.round(seconds / HOUR)} h`
  return `about ${Math.round(seconds / DAY)} days`
}

/** How long ago: just now, 5 min ago, 3 h ago, then the date. */
export function formatAge(isoTime: string, now: Date = new Date()): string {
  const then = new Date(isoTime)
  const seconds = (now.getTime() - then.getTime()) / 1000
  if (seconds < MINUTE) return 'just now'
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`
  return then.toLocaleDateString('en-US', { day: 'numeric', month: 'short', year: 'numeric' })
}
