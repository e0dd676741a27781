import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { partsOptions } from '@/api/catalogues'
import type { FieldError } from '@/api/types'
import { formatShape } from '@/format/numbers'
import type { Path } from '@/spec/document'
import { BRANCHES, type Layer } from '@/spec/layers'
import { isTelling } from '@/spec/parts'
import { useDraft } from '../draft'
import { LayerButtons } from './LayerButtons'
import classes from './LayerList.module.css'
import { PartInput } from './PartFields'
import type { LayerActions } from './use-layers'

type LayerRowProps = {
  path: Path
  layer: Layer
  index: number
  count: number
  actions: LayerActions
  children: ReactNode
}

/** One layer: its operation, its fields, and the shape that leaves it or what is wrong with it. */
export function LayerRow({ path, layer, index, count, actions, children }: LayerRowProps) {
  const { errors, shapes } = useDraft()
  const field = path.join('.')
  const op = String(layer.op ?? '?')
  const message = ownErrors(errors, field)
  const shape = shapes.get(field)
  const move = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    event.stopPropagation()
    actions.move(index, event.key === 'ArrowUp' ? 'up' : 'down', 'row')
  }
  return (
    <li
      className={classes.item}
      data-invalid={message ? true : undefined}
      data-testid={`layer-${field}`}
      aria-label={`${index} ${op}`}
      tabIndex={-1}
      onKeyDown={move}
    >
      <div className={classes.row}>
        <span className={`mono ${classes.op}`}>
          <span className={classes.index}>{index}</span>
          {op}
        </span>
        <LayerFields path={path} layer={layer} />
        <span className={`mono ${classes.shape}`} data-testid={`shape-${field}`}>
          {shape ? formatShape(shape) : <span className={classes.unknown}>–</span>}
        </span>
        <LayerButtons op={op} index={index} count={count} actions={actions} />
      </div>
      {message && (
        <p className={classes.error} role="alert" data-testid={`error-${field}`}>
          {message}
        </p>
      )}
      {children}
    </li>
  )
}

function LayerFields({ path, layer }: { path: Path; layer: Layer }) {
  const parts = useQuery(partsOptions).data?.layers
  const [open, setOpen] = useState(false)
  const part = parts?.find(({ kind }) => kind === layer.op)
  const fields = part?.fields.filter(({ kind }) => kind !== 'layers') ?? []
  const shown = fields.filter((field) => open || isTelling(field, layer[field.name]))
  return (
    <span className={classes.fields} data-bare={shown.length === 0 || undefined}>
      {shown.map((field) => (
        <PartInput key={field.name} path={[...path, field.name]} field={field} />
      ))}
      {(open || shown.length < fields.length) && (
        <button
          type="button"
          className={classes.more}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          data-testid={`more-${path.join('.')}`}
        >
          {open ? 'less' : 'more'}
        </button>
      )}
    </span>
  )
}

/** What is wrong with a layer or its own fields; what is wrong inside a block is said there. */
export function ownErrors(errors: readonly FieldError[], field: string): string {
  const inside = BRANCHES.map((branch) => `${field}.${branch}.`)
  return errors
    .filter((error) => error.field === field || error.field.startsWith(`${field}.`))
    .filter((error) => !inside.some((prefix) => error.field.startsWith(prefix)))
    .map(({ field: place, message }) => sayWhere(place.slice(field.length + 1), message))
    .join('\n')
}

function sayWhere(key: string, message: string): string {
  return key ? `${key} ${message}` : message
}
