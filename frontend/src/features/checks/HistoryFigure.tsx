import { NativeSelect } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { type HistoryQuery, historyFigureOptions } from '@/api/checks'
import type { ProjectHistory } from '@/api/types'
import { Figure } from '@/components/Figure/Figure'
import { FigureSkeleton, usePlotlySoon } from '@/components/Figure/FigurePanel'
import { FigureWords } from '@/components/Figure/FigureWords'
import { usePageTheme } from '@/components/Figure/use-page-theme'
import { ProblemNote } from '@/components/ProblemNote'
import classes from './Checks.module.css'

const NARROW_PX = 600
const QUANTITIES = [
  { value: 'second_moment', label: 'Second moment of pre-activations' },
  { value: 'between_input_var', label: 'Variance between inputs' },
  { value: 'gradient', label: 'Second moment of gradients' },
]

/** What each commit's check measured, layer by layer, against the baseline. */
export function HistoryFigure({ history }: { history: ProjectHistory }) {
  const { project, schemes, items } = history
  const [params, setParams] = useSearchParams()
  const { ref, width } = useElementSize()
  const theme = usePageTheme()
  usePlotlySoon()
  const scheme = schemes.find((label) => label === params.get('scheme')) ?? schemes[0]
  const quantity = QUANTITIES.find(({ value }) => value === params.get('quantity')) ?? QUANTITIES[0]
  const query = { scheme, quantity: quantity?.value, theme, narrow: width < NARROW_PX }
  // The picture is another one as soon as a check ends or the baseline moves.
  const state = items.map((item) => `${item.id} ${item.status} ${item.is_baseline}`).join()
  const figure = useQuery({
    ...historyFigureOptions(project, query as HistoryQuery, state),
    enabled: width > 0 && scheme !== undefined,
  })
  const choose = (key: string, value: string) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old)
        next.set(key, value)
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  return (
    <section aria-label="History">
      <div className={classes.controls}>
        {schemes.length > 1 && (
          <NativeSelect
            label={<span className="panel-label">Scheme</span>}
            data={schemes}
            value={scheme}
            onChange={(event) => choose('scheme', event.currentTarget.value)}
            data-testid="history-scheme"
          />
        )}
        <NativeSelect
          label={<span className="panel-label">Quantity</span>}
          data={QUANTITIES}
          value={quantity?.value}
          onChange={(event) => choose('quantity', event.currentTarget.value)}
          data-testid="history-quantity"
        />
      </div>
      <div className={classes.sheet}>
        <figure ref={ref} style={{ margin: 0 }} data-figure="check-history">
          {figure.isError && <ProblemNote error={figure.error} onRetry={() => figure.refetch()} />}
          {figure.data && <Figure figure={figure.data} identity={`${project}/history`} />}
          {figure.data && <FigureWords figure={figure.data} />}
          {!figure.data && !figure.isError && scheme !== undefined && (
            <FigureSkeleton height={440} />
          )}
          {scheme === undefined && (
            <p style={{ margin: 0 }}>
              No check has measured anything yet. The first one that ends appears here.
            </p>
          )}
        </figure>
      </div>
    </section>
  )
}
