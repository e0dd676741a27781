import { useEffect, useRef } from 'react'
import type { FigureJson } from '@/api/types'
import { CONFIG, dressLayout, figureMeta, panelKey } from './dress'
import classes from './Figure.module.css'
import { loadPlotly } from './plotly'

type FigureProps = {
  figure: FigureJson
  /** Zoom and pan survive new data as long as this stays the same. */
  identity: string
}

/** The only component that draws with Plotly; after each drawing its element says `figure-drawn`. */
export function Figure({ figure, identity }: FigureProps) {
  const box = useRef<HTMLDivElement>(null)
  const panels = useRef('')
  const width = useRef(0)

  useEffect(() => {
    let current = true
    loadPlotly().then(async (plotly) => {
      if (!current || !box.current) return
      const data = structuredClone(figure.data) // Plotly writes into what it is given
      const layout = structuredClone(dressLayout(figure, identity))
      // Plotly cannot turn one grid of panels into another: axes that are new have no range yet.
      const draw = panels.current === panelKey(figure) ? plotly.react : plotly.newPlot
      panels.current = panelKey(figure)
      width.current = box.current.clientWidth
      await draw(box.current, data, layout, CONFIG)
      box.current?.dispatchEvent(new CustomEvent('figure-drawn', { bubbles: true }))
    })
    return () => {
      current = false
    }
  }, [figure, identity])

  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      // Drawing itself changes the height; only another width asks for another drawing.
      if (panels.current === '' || width.current === element.clientWidth) return
      width.current = element.clientWidth
      loadPlotly().then((plotly) => {
        if (element.isConnected) plotly.Plots.resize(element)
      })
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      panels.current = ''
      loadPlotly().then((plotly) => plotly.purge(element))
    }
  }, [])

  const { title, summary } = figureMeta(figure)
  return (
    <div
      ref={box}
      className={classes.canvas}
      role="img"
      aria-label={[title, summary].filter(Boolean).join('. ')}
      data-testid="figure"
    />
  )
}
