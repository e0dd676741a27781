import { useQueryClient } from '@tanstack/react-query'
import { experimentKeys, figureOptions } from '@/api/experiments'
import type { Experiment } from '@/api/types'
import { downloadText } from '@/components/download'
import { figureMeta } from '@/components/Figure/dress'
import { exportImage } from '@/components/Figure/export-image'
import { tableCsv } from '@/components/Figure/table-csv'
import { usePageTheme } from '@/components/Figure/use-page-theme'
import { notifyProblem } from '@/components/notify'
import { figureQuery } from './figure-query'
import { useViewState } from './use-view-state'

/** Save this view's figure, as it is filtered now and at full width, as a picture or as numbers. */
export function useFigureExport({ id, name }: Experiment, figure: string) {
  const client = useQueryClient()
  const theme = usePageTheme()
  const [state] = useViewState()
  const filename = `${fileName(name)}-${figure}`
  const fetchFigure = () => {
    const steps = client.getQueryData<number[]>(experimentKeys.steps(id)) ?? []
    const query = { ...figureQuery(state, steps), theme, narrow: false }
    return client.fetchQuery(figureOptions(id, figure, query))
  }
  const savePicture = async (format: 'png' | 'svg') => {
    try {
      await exportImage(await fetchFigure(), { format, theme, filename })
    } catch (error) {
      notifyProblem(error)
    }
  }
  const saveNumbers = async () => {
    try {
      const { table } = figureMeta(await fetchFigure())
      if (table) downloadText(tableCsv(table), 'text/csv', `${filename}.csv`)
    } catch (error) {
      notifyProblem(error)
    }
  }
  return { savePicture, saveNumbers }
}

function fileName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return plain.replaceAll(/^-|-$/g, '') || 'experiment'
}
