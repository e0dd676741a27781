import { useId, useState } from 'react'
import type { PartField } from '@/api/types'
import { type Path, setIn } from '@/spec/document'
import { readNumbers, writeNumbers } from '@/spec/lists'
import { readTyped, sayKey } from '@/spec/parts'
import { useSpecChange } from '../draft'
import classes from './PartFields.module.css'

type PartInputProps = { path: Path; field: PartField; value: unknown; invalid: boolean }

/** One field of a layer, a head or a conditioning, small enough for a row of them. */
export function PartInput({ path, field, value, invalid }: PartInputProps) {
  const id = useId()
  const Control = CONTROLS[field.kind]
  if (!Control) return null
  return (
    <span className={classes.field} data-invalid={invalid || undefined}>
      <label htmlFor={id}>{sayKey(field.name)}</label>
      <Control id={id} path={path} field={field} value={value} />
    </span>
  )
}

type ControlProps = Omit<PartInputProps, 'invalid'> & { id: string }

const CONTROLS: Partial<Record<PartField['kind'], (props: ControlProps) => React.ReactNode>> = {
  whole: NumberControl,
  number: NumberControl,
  flag: FlagControl,
  choice: ChoiceControl,
  wholes: ListControl,
  numbers: ListControl,
}

const testId = (path: Path) => `field-${path.join('.')}`

/** Sets a field, or takes it out of the spec where it is emptied and need not be there. */
function useSetter(path: Path, field: PartField) {
  const change = useSpecChange()
  return (next: unknown) =>
    change((document) => {
      if (next === '' && !field.required) document.deleteIn(path)
      else setIn(document, path, next)
    })
}

function NumberControl({ id, path, field, value }: ControlProps) {
  const set = useSetter(path, field)
  const [typed, setTyped] = useState('')
  const written = value === undefined || value === null ? '' : String(value)
  return (
    <input
      id={id}
      className={classes.number}
      inputMode={field.kind === 'whole' && field.choices.length === 0 ? 'numeric' : 'text'}
      autoComplete="off"
      spellCheck={false}
      placeholder={field.default === null ? undefined : String(field.default)}
      title={field.choices.length > 0 ? `A number, or ${field.choices.join(', ')}` : undefined}
      value={String(readTyped(typed)) === written ? typed : written}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        set(readTyped(event.currentTarget.value))
      }}
      data-testid={testId(path)}
    />
  )
}

function ListControl({ id, path, field, value }: ControlProps) {
  const set = useSetter(path, field)
  const [typed, setTyped] = useState('')
  const written = writeNumbers(value)
  return (
    <input
      id={id}
      className={classes.list}
      autoComplete="off"
      placeholder="none"
      value={writeNumbers(readNumbers(typed)) === written ? typed : written}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        set(readNumbers(event.currentTarget.value))
      }}
      data-testid={testId(path)}
    />
  )
}

function FlagControl({ id, path, field, value }: ControlProps) {
  const set = useSetter(path, field)
  return (
    <input
      id={id}
      type="checkbox"
      className={classes.flag}
      checked={typeof value === 'boolean' ? value : field.default === true}
      onChange={(event) => set(event.currentTarget.checked)}
      data-testid={testId(path)}
    />
  )
}

function ChoiceControl({ id, path, field, value }: ControlProps) {
  const set = useSetter(path, field)
  const chosen = String(value ?? field.default ?? '')
  const options = field.choices.includes(chosen) ? field.choices : [chosen, ...field.choices]
  return (
    <select
      id={id}
      className={classes.choice}
      value={chosen}
      onChange={(event) => set(event.currentTarget.value)}
      data-testid={testId(path)}
    >
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  )
}
