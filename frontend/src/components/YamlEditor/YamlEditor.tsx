import { setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { type EditorMark, editorExtensions } from './extensions'

type YamlEditorProps = {
  value: string
  label: string
  onChange?: (value: string) => void
  marks?: readonly EditorMark[]
  readOnly?: boolean
}

/** YAML with line numbers and each complaint at its line. Loaded on demand: it brings CodeMirror. */
export default function YamlEditor({ value, label, onChange, marks, readOnly }: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const change = useRef(onChange)
  change.current = onChange
  const start = useRef(value)

  useEffect(() => {
    if (!host.current) return
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: start.current,
        extensions: [
          ...editorExtensions(label, Boolean(readOnly)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current?.(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [label, readOnly])

  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const length = editor.state.doc.length
    const diagnostics = (marks ?? []).map(({ from, to, message }) => ({
      from: Math.min(from, length),
      to: Math.min(to, length),
      severity: 'error' as const,
      message,
    }))
    editor.dispatch(setDiagnostics(editor.state, diagnostics))
  }, [marks])

  return <div ref={host} data-testid={readOnly ? 'yaml-view' : 'yaml-editor'} />
}
