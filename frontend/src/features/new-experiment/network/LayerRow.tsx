import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, memo, type ReactNode, useState } from 'react'
import { partsOptions } from '@/api/catalogues'
import type { FieldError } from '@/api/types'
import type { Path } from '@/spec/document'
import { BRANCHES, type Layer } from '@/spec/layers'
import { isTelling } from '@/spec/parts'
import { errorAt } from '../draft'
import { LayerButtons } from './LayerButtons'
import classes from './LayerList.module.css'
import { PartInput } from './PartFields'
import type { LayerActions } from './use-layers'

type LayerRowProps = {
  path: Path
  layer: Layer
  errors: readonly FieldError[]
  shape: string | null
  index: number
  count: number
  actions: LayerActions
  children: ReactNode
}

/** One layer: its operation, its fields, and the shape that leaves it or what is wrong with it. */
export const LayerRow = memo(function LayerRow(props: LayerRowProps) {
  const { path, layer, errors, shape, index, count, actions, children } = props
  const field = path.join('.')
  const op = String(layer.op ?? '?')
  const message = sayErrors(errors, field)
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
        <LayerFields path={path} layer={layer} errors={errors} />
        <span className={`mono ${classes.shape}`} data-testid={`shape-${field}`}>
          {shape ?? <span className={classes.unknown}>–</span>}
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
}, isUnchanged)

/** Rows are drawn again only for what they show: a long network stays quick under the fingers. */
function isUnchanged(before: LayerRowProps, after: LayerRowProps): boolean {
  const { errors, shape, index, count, path, layer } = before
  const isInPlace = index === after.index && count === after.count
  const saysTheSame = shape === after.shape && isEqual(errors, after.errors)
  return isInPlace && saysTheSame && isEqual(path, after.path) && isEqual(layer, after.layer)
}

function isEqual(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

type LayerFieldsProps = Pick<LayerRowProps, 'path' | 'layer' | 'errors'>

function LayerFields({ path, layer, errors }: LayerFieldsProps) {
  const parts = useQuery(partsOptions).data?.layers
  const [open, setOpen] = useState(false)
  const part = parts?.find(({ kind }) => kind === layer.op)
  const fields = part?.fields.filter(({ kind }) => kind !== 'layers') ?? []
  const shown = fields.filter((field) => open || isTelling(field, layer[field.name]))
  return (
    <span className={classes.fields} data-bare={shown.length === 0 || undefined}>
      {shown.map((field) => (
        <PartInput
          key={field.name}
          path={[...path, field.name]}
          field={field}
          value={layer[field.name]}
          invalid={errorAt(errors, [...path, field.name].join('.')) !== undefined}
        />
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
export function ownErrors(errors: readonly FieldError[], field: string): FieldError[] {
  const inside = BRANCHES.map((branch) => `${field}.${branch}.`)
  return errors
    .filter((error) => error.field === field || error.field.startsWith(`${field}.`))
    .filter((error) => !inside.some((prefix) => error.field.startsWith(prefix)))
}

function sayErrors(errors: readonly FieldError[], field: string): string {
  return errors
    .map(({ field: place, message }) => `${place.slice(field.length + 1)} ${message}`.trim())
    .join('\n')
}
