import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { lintGutter } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

export type EditorMark = { from: number; to: number; message: string }

// Ink in three strengths; color stays with schemes and faults.
const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--fs-ink)' },
  { tag: [tags.string, tags.content], color: 'var(--fs-accent)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--fs-accent)' },
  { tag: tags.comment, color: 'var(--fs-ink-3)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--fs-ink-3)' },
])

const look = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--fs-ink)', fontSize: '14px' },
  '&.cm-focused': { outline: '2px solid var(--fs-accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.6' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--fs-ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--fs-ink)' },
  '.cm-gutters': {
    backgroundColor: 'transparent',
    borderRight: '1px solid var(--fs-hairline)',
    color: 'var(--fs-ink-3)',
  },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--fs-accent-wash) !important',
  },
  '.cm-diagnostic': { fontFamily: 'var(--mantine-font-family)', fontSize: '14px' },
  '.cm-tooltip': {
    border: '1px solid var(--fs-line)',
    backgroundColor: 'var(--fs-surface)',
    color: 'var(--fs-ink)',
  },
})

export function editorExtensions(label: string, readOnly: boolean): Extension[] {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    yaml(),
    syntaxHighlighting(highlight),
    EditorView.lineWrapping,
    look,
    readOnly ? EditorState.readOnly.of(true) : lintGutter(),
    // Ctrl Enter is the page's: it runs the experiment. Tab leaves the editor, so that the keyboard is never caught in it.
    keymap.of([{ key: 'Mod-Enter', run: () => true }, ...defaultKeymap, ...historyKeymap]),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
  ]
}
