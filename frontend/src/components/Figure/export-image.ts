import type { FigureJson } from '@/api/types'
import { download } from '@/components/download'
import { dressLayout, figureHeight } from './dress'
import { loadPlotly } from './plotly'

const EXPORT_WIDTH = 1200
const PNG_SCALE = 2
const PAPER = { light: '#ffffff', dark: '#12161d' }

type ImageRequest = { format: 'png' | 'svg'; theme: 'light' | 'dark'; filename: string }

/** Save a figure as a picture, on the paper of its theme. */
export async function exportImage(figure: FigureJson, request: ImageRequest) {
  const plotly = await loadPlotly()
  const layout = {
    ...structuredClone(dressLayout(figure, 'export')),
    paper_bgcolor: PAPER[request.theme],
  }
  const url = await plotly.toImage(
    { data: structuredClone(figure.data), layout },
    {
      format: request.format,
      width: EXPORT_WIDTH,
      height: figureHeight(figure) ?? 600,
      scale: request.format === 'png' ? PNG_SCALE : 1,
    },
  )
  download(url, `${request.filename}.${request.format}`)
}
