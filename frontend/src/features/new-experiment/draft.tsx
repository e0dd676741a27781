import { createContext, type ReactNode, useContext } from 'react'
import type { Document } from 'yaml'
import type { FieldError } from '@/api/types'
import { changeSpec, type Path, setField } from '@/spec/document'
import { valueAt } from '@/spec/values'

/** What the form needs: the spec's plain value, a way to change its text, what is wrong, and the shapes behind layers. */
export type Draft = {
  value: unknown
  errors: readonly FieldError[]
  shapes: ReadonlyMap<string, readonly number[]>
  update: (change: (text: string) => string) => void
}

const DraftContext = createContext<Draft | null>(null)
const UpdateContext = createContext<Draft['update'] | null>(null)

export function DraftProvider({ value, children }: { value: Draft; children: ReactNode }) {
  return (
    <UpdateContext.Provider value={value.update}>
      <DraftContext.Provider value={value}>{children}</DraftContext.Provider>
    </UpdateContext.Provider>
  )
}

export function useDraft(): Draft {
  const draft = useContext(DraftContext)
  if (!draft) throw new Error('useDraft needs a DraftProvider')
  return draft
}

/** One field of the draft: its value, its setter and the complaint about it or below it. */
export function useField(path: Path) {
  const { value, errors, update } = useDraft()
  return {
    value: valueAt(value, path),
    error: errorAt(errors, path.join('.')),
    set: (next: unknown) => update((text) => setField(text, path, next)),
  }
}

/** Change the spec without reading it: who uses only this is not drawn again with every letter typed. */
export function useSpecChange() {
  const update = useContext(UpdateContext)
  if (!update) throw new Error('useSpecChange needs a DraftProvider')
  return (change: (document: Document) => void) => update((text) => changeSpec(text, change))
}

export function errorAt(errors: readonly FieldError[], field: string): string | undefined {
  const here = errors.filter((e) => e.field === field || e.field.startsWith(`${field}.`))
  return here.map((error) => error.message).join('\n') || undefined
}
