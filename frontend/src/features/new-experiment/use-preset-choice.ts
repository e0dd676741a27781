import { useState } from 'react'
import type { PresetInfo } from '@/api/types'
import type { useSpecDraft } from './use-spec-draft'

/** Pick a preset; ask first where that would throw away what was written. */
export function usePresetChoice({ pick, changed }: ReturnType<typeof useSpecDraft>) {
  const [waiting, setWaiting] = useState<PresetInfo | null>(null)
  return {
    waiting,
    pick: (preset: PresetInfo) => (changed ? setWaiting(preset) : pick(preset)),
    answer: (replace: boolean) => {
      if (replace && waiting) pick(waiting)
      setWaiting(null)
    },
  }
}
