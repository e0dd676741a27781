import { Button, Collapse } from '@mantine/core'
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { figureCatalogueOptions } from '@/api/catalogues'
import { stepsOptions } from '@/api/experiments'
import type { Experiment } from '@/api/types'
import { FigurePanel } from '@/components/Figure/FigurePanel'
import classes from './ExperimentPage.module.css'
import { FilterPanel } from './FilterPanel'
import { FindingNote } from './FindingNote'
import { figureQuery, shownStep } from './figure-query'
import { StepScrubber } from './StepScrubber'
import { useViewState } from './use-view-state'

/** Figures of the whole network: choosing a layer would change nothing. */
const WITHOUT_LAYERS = new Set(['loss', 'forgetting'])
/** What a catalogue asks of hypernetworks, asked of a network that has none. */
const PLAIN_QUESTIONS: Record<string, string> = {
  'generated-weights': 'Do the weights have the right size, and do they keep it?',
}
/** What six panels in a row need for their words and ticks. */
const ROOM_FOR_PANELS_PX = 800

/** One large figure with what can be asked of it. */
export function FigureView({ experiment, name }: { experiment: Experiment; name: string }) {
  const [state, setState] = useViewState()
  const catalogue = useQuery(figureCatalogueOptions)
  const info = catalogue.data?.find((figure) => figure.name === name)
  const steps = useQuery(stepsOptions(experiment.id)).data ?? []
  const layers = WITHOUT_LAYERS.has(name) ? [] : experiment.layers
  const isPlain = experiment.spec.network.kind !== 'hypernetwork'
  const stepped = info?.options.includes('step') ?? false
  const total = Math.max(0, ...experiment.runs.map((run) => run.total_steps))

  useHotkeys([['l', () => setState({ layers: nextLayer(layers, state.layers) })]])

  return (
    <div className={classes.figureView}>
      <div className={classes.picture}>
        <FindingNote experiment={experiment} state={state} onChange={setState} />
        {info && (
          <p className={classes.question}>{(isPlain && PLAIN_QUESTIONS[name]) || info.question}</p>
        )}
        <div className={classes.sheet}>
          <FigurePanel
            key={name}
            experimentId={experiment.id}
            name={name}
            query={figureQuery(state, steps)}
            caption
            narrowBelow={ROOM_FOR_PANELS_PX}
          />
        </div>
        {stepped && (
          <StepScrubber
            steps={steps}
            total={total}
            step={shownStep(state, steps)}
            following={state.step === 'latest'}
            onStep={(step) => setState({ step })}
          />
        )}
      </div>
      <Controls>
        <FilterPanel
          schemes={unique(experiment.runs.map((run) => run.scheme))}
          layers={layers}
          seeds={unique(experiment.runs.map((run) => run.seed))}
          info={info}
          state={state}
          onChange={setState}
        />
      </Controls>
    </div>
  )
}

/** Beside the figure where there is room, folded above it where there is not. */
function Controls({ children }: { children: React.ReactNode }) {
  const wide = useMediaQuery('(min-width: 1000px)', true, { getInitialValueInEffect: false })
  const [open, { toggle }] = useDisclosure(false)
  if (wide) return <aside className={classes.controls}>{children}</aside>
  return (
    <aside className={classes.controls}>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconAdjustmentsHorizontal size={16} />}
        aria-expanded={open}
        onClick={toggle}
        data-testid="filters-toggle"
      >
        Schemes, layers, seeds
      </Button>
      <Collapse expanded={open}>
        <div style={{ paddingTop: 14 }}>{children}</div>
      </Collapse>
    </aside>
  )
}

/** All, then one layer after the other, then all again. */
export function nextLayer(layers: readonly string[], shown: readonly string[]): string[] {
  const current = shown.length === 1 ? layers.indexOf(shown[0] as string) : -1
  const next = layers[current + 1]
  return next === undefined ? [] : [next]
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
