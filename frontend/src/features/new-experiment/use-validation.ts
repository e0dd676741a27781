import { useDebouncedValue, useMediaQuery } from '@mantine/hooks'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { outlineOptions } from '@/api/outlines'
import { NARROW, predictedFigure, predictionOptions } from '@/api/predictions'
import { ApiProblem, fieldErrors } from '@/api/problem'
import type { FieldError, Prediction } from '@/api/types'
import { usePageTheme } from '@/components/Figure/use-page-theme'
import type { EditorMark } from '@/components/YamlEditor/extensions'
import { locateField, readSpec, type SpecDocument } from '@/spec/document'
import type { KnownShapes } from '@/spec/shapes'
import { useLastValid } from './use-last-valid'

const SETTLE_MS = 250
const NO_ERRORS: readonly FieldError[] = []

export type Validation = {
  /** The last valid prediction; stale while the text is wrong or being checked. */
  prediction: Prediction | undefined
  stale: boolean
  errors: readonly FieldError[]
  marks: readonly EditorMark[]
  /** The last shapes there were, of a whole network or up to its first fault. */
  shapes: KnownShapes | undefined
  /** Why it cannot be run, in a sentence; null when it can. */
  obstacle: string | null
  failure: Error | null
}

/** Ask the server what it thinks of the text, as it is typed. */
export function useValidation(document: SpecDocument | null): Validation {
  const theme = usePageTheme()
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false })
  const text = document?.text ?? ''
  const [settled] = useDebouncedValue(text, SETTLE_MS, { leading: true })
  const query = useQuery({
    ...predictionOptions(settled, predictedFigure(theme, narrow)),
    enabled: settled.trim() !== '',
  })
  const last = useLastValid(query.data)
  const waiting = settled !== text || query.isFetching
  const errors = query.isError && settled === text ? fieldErrors(query.error) : NO_ERRORS
  const marks = useMemo(() => (document ? marksOf(document, errors) : []), [document, errors])
  const outline = useQuery({ ...outlineOptions(settled), enabled: query.isError && settled !== '' })
  const nodes = query.isError ? outline.data?.nodes : currentOutline(query)
  const shapes = useMemo(
    () => (nodes ? { nodes, value: readSpec(settled).value } : undefined),
    [nodes, settled],
  )
  return {
    prediction: last,
    stale: waiting || query.isError,
    errors,
    marks,
    shapes: useLastValid(shapes),
    obstacle: obstacleOf(document, waiting, query.error),
    failure: query.error instanceof ApiProblem && query.error.status === 422 ? null : query.error,
  }
}

function currentOutline({ data, isPlaceholderData }: UseQueryResult<Prediction>) {
  return isPlaceholderData ? undefined : data?.outline
}

function marksOf(document: SpecDocument, errors: readonly FieldError[]): EditorMark[] {
  if (document.problems.length > 0) return [...document.problems]
  return errors.map(({ field, message }) => ({
    ...(locateField(document.text, field) ?? { from: 0, to: firstLineEnd(document.text) }),
    message: field ? `${field}: ${message}` : message,
  }))
}

function obstacleOf(
  document: SpecDocument | null,
  waiting: boolean,
  error: Error | null,
): string | null {
  if (!document) return 'Loading …'
  const [problem] = document.problems
  if (problem) return `Line ${problem.line} cannot be read: ${problem.message}`
  if (waiting) return 'Checking …'
  if (!error) return null
  return error.message
}

function firstLineEnd(text: string): number {
  const end = text.indexOf('\n')
  return end > 0 ? end : text.length
}
