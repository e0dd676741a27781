/**
 * Run a task soon after it is asked for, never twice at once and never more often than allowed.
 *
 * A request during a run is answered by one more run after it, so the last state always shows.
 */
export function createPacer(task: () => Promise<unknown>, intervalMs: number) {
  let wanted = false
  let busy = false
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastStart = Number.NEGATIVE_INFINITY

  const schedule = () => {
    if (busy || stopped || timer !== undefined || !wanted) return
    timer = setTimeout(start, Math.max(0, lastStart + intervalMs - Date.now()))
  }
  const start = async () => {
    timer = undefined
    wanted = false
    busy = true
    lastStart = Date.now()
    try {
      await task()
    } finally {
      busy = false
      schedule()
    }
  }
  return {
    request() {
      wanted = true
      schedule()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
