import { NativeSelect, SegmentedControl } from '@mantine/core'
import type { FigureInfo } from '@/api/types'
import { SchemeName } from '@/schemes/SchemeMark'
import { Choices } from './Choices'
import classes from './FilterPanel.module.css'
import type { Scale, SetViewState, ViewState } from './use-view-state'

type FilterPanelProps = {
  schemes: readonly string[]
  layers: readonly string[]
  seeds: readonly number[]
  info: FigureInfo | undefined
  state: ViewState
  onChange: SetViewState
}

const SCALES: { value: Scale; label: string }[] = [
  { value: 'auto', label: 'auto' },
  { value: 'linear', label: 'linear' },
  { value: 'log', label: 'log' },
]

/** What the figure shows; every choice is in the URL. */
export function FilterPanel({ schemes, layers, seeds, info, state, onChange }: FilterPanelProps) {
  const quantities = info?.quantities ?? []
  return (
    <div className={classes.panel}>
      <Choices
        label="Schemes"
        options={schemes}
        selected={state.schemes}
        onChange={(next) => onChange({ schemes: next })}
        render={(scheme) => <SchemeName scheme={scheme} />}
      />
      {layers.length > 0 && (
        <Choices
          label="Layers"
          options={layers}
          selected={state.layers}
          onChange={(next) => onChange({ layers: next })}
          compact
        />
      )}
      {seeds.length > 1 && (
        <Choices
          label="Seeds"
          options={seeds.map(String)}
          selected={state.seeds.map(String)}
          onChange={(next) => onChange({ seeds: next.map(Number) })}
          compact
        />
      )}
      {(!info || info.options.includes('scale')) && (
        <div>
          <div className="panel-label">Value axis</div>
          <SegmentedControl
            mt={6}
            fullWidth
            aria-label="Value axis"
            data={SCALES}
            value={state.scale}
            onChange={(scale) => onChange({ scale: scale as Scale })}
            data-testid="scale"
          />
        </div>
      )}
      {quantities.length > 1 && (
        <NativeSelect
          label={<span className="panel-label">Quantity</span>}
          data={quantities.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
          value={state.quantity ?? quantities[0]}
          onChange={(event) => onChange({ quantity: event.currentTarget.value })}
          size="xs"
          data-testid="quantity"
        />
      )}
    </div>
  )
}
