import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { formatShape } from '@/format/numbers'
import type { Path } from '@/spec/document'
import { isRecord } from '@/spec/values'
import { useDraft, useField } from '../draft'
import { AddLayer } from './AddLayer'
import { Branches } from './Branches'
import classes from './LayerList.module.css'
import { LayerRow, ownErrors } from './LayerRow'
import { useLayers } from './use-layers'

type LayerListProps = { path: Path; label: string; empty?: string }

/** Blocks of a longer list start closed. */
const FEW = 10

/** The layers of a network, or of a residual block's branch, in forward order. */
export function LayerList({ path, label, empty }: LayerListProps) {
  const { value } = useField(path)
  const layers = Array.isArray(value) ? value : []
  const actions = useLayers(path, layers.length)
  const { errors, shapes } = useDraft()
  const field = path.join('.')
  const own = errors.filter((error) => error.field === field)
  return (
    <div className={classes.box} data-testid={`layers-${field}`}>
      <ol className={classes.list} ref={actions.list} aria-label={label}>
        {layers.map((layer, index) => (
          <LayerRow
            // biome-ignore lint/suspicious/noArrayIndexKey: layers differ by their place alone
            key={index}
            path={[...path, index]}
            layer={isRecord(layer) ? layer : {}}
            errors={ownErrors(errors, `${field}.${index}`)}
            shape={sayShape(shapes.get(`${field}.${index}`))}
            index={index}
            count={layers.length}
            actions={actions}
          >
            {isRecord(layer) && layer.op === 'residual' && (
              <Branches path={[...path, index]} layer={layer} startsOpen={layers.length <= FEW} />
            )}
          </LayerRow>
        ))}
      </ol>
      {layers.length === 0 && empty && <p className={classes.empty}>{empty}</p>}
      {own.map(({ message }) => (
        <p key={message} className={classes.error} data-testid={`error-${field}`}>
          {message}
        </p>
      ))}
      <AddLayer
        onAdd={(layer) => actions.insert(layers.length, layer)}
        testId={`add-menu-${field}`}
      >
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          data-testid={`add-layer-${field}`}
          aria-label={`Add a layer at the end of ${label}`}
        >
          Add layer
        </Button>
      </AddLayer>
      <p className={classes.said} aria-live="polite">
        {actions.said}
      </p>
    </div>
  )
}

function sayShape(shape: readonly number[] | undefined): string | null {
  return shape ? formatShape(shape) : null
}
