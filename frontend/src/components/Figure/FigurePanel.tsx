import { Skeleton } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type FigureQuery, figureOptions } from '@/api/experiments'
import { isServerAway } from '@/api/problem'
import type { FigureJson } from '@/api/types'
import { ProblemNote } from '@/components/ProblemNote'
import { figureHeight } from './dress'
import { Figure } from './Figure'
import classes from './Figure.module.css'
import { FigureWords } from './FigureWords'
import { loadPlotly } from './plotly'
import { usePageTheme } from './use-page-theme'

const NARROW_PX = 600
const DEFAULT_HEIGHT = 440

type FigurePanelProps = {
  experimentId: string
  name: string
  query: Omit<FigureQuery, 'theme' | 'narrow'>
  caption?: boolean
  /** Below this width the server lays the figure out as for a phone. */
  narrowBelow?: number
  onFigure?: (figure: FigureJson) => void
}

/** One of an experiment's figures, asked of the server in the page's theme and width. */
export function FigurePanel({
  experimentId,
  name,
  query,
  caption = false,
  narrowBelow = NARROW_PX,
}: FigurePanelProps) {
  const { ref, width } = useElementSize()
  const theme = usePageTheme()
  const [height, setHeight] = useState(DEFAULT_HEIGHT)
  usePlotlySoon()
  const figure = useQuery({
    ...figureOptions(experimentId, name, { ...query, theme, narrow: width < narrowBelow }),
    enabled: width > 0,
  })
  const shown = figureHeight(figure.data)
  if (shown && shown !== height) setHeight(shown) // keeps the place while the next one loads
  return (
    <figure className={classes.frame} ref={ref} data-figure={name}>
      {figure.isError && !(figure.data && isServerAway(figure.error)) && (
        <ProblemNote error={figure.error} onRetry={() => figure.refetch()} />
      )}
      {!figure.data && !figure.isError && <FigureSkeleton height={height} />}
      {figure.data && (
        <div
          className={figure.isPlaceholderData ? classes.stale : undefined}
          style={{ minHeight: height }}
        >
          <Figure figure={figure.data} identity={`${experimentId}/${name}`} />
        </div>
      )}
      {caption && figure.data && <FigureWords figure={figure.data} />}
    </figure>
  )
}

/** Evaluate Plotly while the server draws up the figure. */
export function usePlotlySoon() {
  useEffect(() => {
    loadPlotly()
  }, [])
}

export function FigureSkeleton({ height }: { height: number }) {
  return (
    <section style={{ height }} aria-busy="true" aria-label="Drawing the figure">
      <Skeleton height={height} radius="md" />
    </section>
  )
}
