import type { LiveEvent } from '@/api/types'

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'polling'

type StreamOptions = {
  url: (after: number) => string
  after: number
  onEvents: (events: LiveEvent[]) => void
  onState: (state: LiveState) => void
}

const KINDS = [
  'message',
  'experiment_queued',
  'run_started',
  'frame_recorded',
  'progress',
  'run_finished',
  'run_failed',
  'run_cancelled',
  'run_requeued',
  'experiment_finished',
  'experiment_cancelled',
]
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 8_000
const FAILURES_BEFORE_POLLING = 5
const HIDDEN_FLUSH_MS = 500

/**
 * Follow an experiment's event stream until closed.
 *
 * A dropped connection is resumed by the browser with Last-Event-ID; one that it gives up (the
 * server answered with an error) is opened again here, after the last event that was seen.
 * Events are handed over in batches, one per animation frame.
 */
export function followEvents(options: StreamOptions): () => void {
  let source: EventSource | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let { after } = options
  let failures = 0
  let closed = false
  const batch = batchPerFrame(options.onEvents)

  const receive = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as LiveEvent
    after = Math.max(after, event.sequence)
    batch.push(event)
  }
  const open = () => {
    source = new EventSource(options.url(after))
    for (const kind of KINDS) source.addEventListener(kind, receive)
    source.onopen = () => {
      failures = 0
      options.onState('live')
    }
    source.onerror = () => {
      failures += 1
      options.onState(failures < FAILURES_BEFORE_POLLING ? 'reconnecting' : 'polling')
      if (source?.readyState !== EventSource.CLOSED || closed) return
      source.close()
      retry = setTimeout(open, Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS))
    }
  }

  options.onState('connecting')
  open()
  return () => {
    closed = true
    clearTimeout(retry)
    source?.close()
    batch.cancel()
  }
}

function batchPerFrame(deliver: (events: LiveEvent[]) => void) {
  let waiting: LiveEvent[] = []
  let cancel: (() => void) | null = null
  const flush = () => {
    cancel = null
    const events = waiting
    waiting = []
    deliver(events)
  }
  return {
    push(event: LiveEvent) {
      waiting.push(event)
      cancel ??= onNextFrame(flush)
    },
    cancel: () => cancel?.(),
  }
}

/** A hidden page gets no animation frames; a timer keeps its data moving. */
function onNextFrame(callback: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(callback, HIDDEN_FLUSH_MS)
    return () => clearTimeout(timer)
  }
  const handle = requestAnimationFrame(callback)
  return () => cancelAnimationFrame(handle)
}
