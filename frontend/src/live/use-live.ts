import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { experimentKeys } from '@/api/experiments'
import type { Experiment, LiveEvent } from '@/api/types'
import { applyEvents, hasEnded, isStructural, mergeSteps } from './events'
import { createPacer } from './pacer'
import { followEvents, type LiveState } from './stream'

const FIGURES_EVERY_MS = 330
const DETAIL_EVERY_MS = 2_000
const POLL_MS = 3_000

/** Keep an experiment that has not ended up to date; answers how the connection is. */
export function useLive(experiment: Experiment | undefined): LiveState | null {
  const client = useQueryClient()
  const [state, setState] = useState<LiveState | null>(null)
  const id = experiment?.id
  const moving = experiment !== undefined && !hasEnded(experiment.status)

  useEffect(() => {
    if (!id || !moving) return
    const figures = createPacer(() => refresh(client, experimentKeys.figures(id)), FIGURES_EVERY_MS)
    const detail = createPacer(() => refresh(client, experimentKeys.detail(id)), DETAIL_EVERY_MS)
    let missed = false
    const close = followEvents({
      url: (after) => `/api/experiments/${encodeURIComponent(id)}/events?after=${after}`,
      after: client.getQueryData<Experiment>(experimentKeys.detail(id))?.last_sequence ?? 0,
      onState(next) {
        setState(next)
        if (next === 'reconnecting') missed = true
        if (next === 'live' && missed) {
          missed = false
          refresh(client, experimentKeys.one(id)) // what failed while the server was away
        }
      },
      onEvents(events) {
        patchCache(client, id, events)
        if (events.some((event) => event.kind === 'frame_recorded')) figures.request()
        if (events.some((event) => isStructural(event) || event.kind === 'progress'))
          detail.request()
      },
    })
    return () => {
      close()
      figures.stop()
      detail.stop()
      setState(null)
      refresh(client, experimentKeys.one(id)) // the end may have come with frames of its own
    }
  }, [client, id, moving])

  usePolling(client, id, state === 'polling')
  return state
}

/** What remains when event streams do not get through: ask again every few seconds. */
function usePolling(client: QueryClient, id: string | undefined, active: boolean) {
  useEffect(() => {
    if (!id || !active) return
    const ask = async () => {
      await refresh(client, experimentKeys.detail(id))
      const { error } = client.getQueryState(experimentKeys.detail(id)) ?? {}
      if (!error) await refresh(client, experimentKeys.one(id))
    }
    const timer = setInterval(ask, POLL_MS)
    return () => clearInterval(timer)
  }, [client, id, active])
}

function patchCache(client: QueryClient, id: string, events: readonly LiveEvent[]) {
  client.setQueryData<Experiment>(
    experimentKeys.detail(id),
    (old) => old && applyEvents(old, events),
  )
  client.setQueryData<number[]>(experimentKeys.steps(id), (old) => old && mergeSteps(old, events))
}

function refresh(client: QueryClient, queryKey: readonly unknown[]) {
  return client.invalidateQueries({ queryKey }, { cancelRefetch: false })
}
