import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import { presetsOptions } from '@/api/catalogues'
import { experimentOptions } from '@/api/experiments'
import type { PresetInfo } from '@/api/types'
import { readSpec } from '@/spec/document'
import { isRecord } from '@/spec/values'

/** The text being written, and where it came from: a preset or an experiment, named in the URL. */
export function useSpecDraft() {
  const [params, setParams] = useSearchParams()
  const source = params.get('from')
  const preset = params.get('preset')
  const repaired = useRepairedText()
  const [text, setText] = useState<string | null>(repaired)
  const presets = useQuery(presetsOptions)
  const original = useQuery({ ...experimentOptions(source ?? ''), enabled: source !== null })
  const start = startingText(source !== null, original.data?.spec_yaml, presets.data, preset)

  useEffect(() => {
    if (start !== undefined) setText((old) => old ?? start)
  }, [start])

  const pick = useCallback(
    ({ name, spec_yaml }: PresetInfo) => {
      setText(spec_yaml)
      setParams({ preset: name }, { replace: true, preventScrollReset: true })
    },
    [setParams],
  )
  const document = useMemo(() => (text === null ? null : readSpec(text)), [text])
  const update = useCallback(
    (change: (text: string) => string) => setText((old) => (old === null ? old : change(old))),
    [],
  )
  const current = source === null ? (preset ?? presets.data?.[0]?.name ?? null) : null
  return { text: text ?? '', document, setText, update, pick, current, changed: text !== start }
}

/** A mended spec that another page hands over, null without one. */
function useRepairedText(): string | null {
  const state: unknown = useLocation().state
  return isRecord(state) && typeof state.text === 'string' ? state.text : null
}

function startingText(
  fromExperiment: boolean,
  experimentYaml: string | undefined,
  presets: readonly PresetInfo[] | undefined,
  name: string | null,
): string | undefined {
  if (fromExperiment) return experimentYaml
  return (presets?.find((preset) => preset.name === name) ?? presets?.[0])?.spec_yaml
}
