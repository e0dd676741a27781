import { NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Path } from '@/spec/document'
import { readNumbers, writeNumbers } from '@/spec/lists'
import { useField } from './draft'

type FieldProps = { path: Path; label: string; hint?: string }

const testId = (path: Path) => `field-${path.join('.')}`

export function TextField({ path, label, hint }: FieldProps) {
  const { value, error, set } = useField(path)
  return (
    <TextInput
      label={label}
      description={hint}
      value={String(value ?? '')}
      onChange={(event) => set(event.currentTarget.value)}
      error={error}
      data-testid={testId(path)}
    />
  )
}

type NumberFieldProps = FieldProps & { fallback?: number; whole?: boolean; step?: number }

/** A number; what is typed goes into the spec as it is, the server says what it may be. */
export function NumberField({ path, label, hint, fallback, whole, step }: NumberFieldProps) {
  const { value, error, set } = useField(path)
  return (
    <NumberInput
      label={label}
      description={hint}
      value={asInput(value)}
      placeholder={fallback === undefined ? undefined : String(fallback)}
      onChange={set}
      allowDecimal={!whole}
      decimalScale={whole ? 0 : 12}
      step={step}
      error={error}
      data-testid={testId(path)}
    />
  )
}

type ChoiceFieldProps = FieldProps & {
  options: { value: string; label: string }[]
  fallback?: string
  onPick?: (value: string) => void
}

export function ChoiceField({ path, label, hint, options, fallback, onPick }: ChoiceFieldProps) {
  const { value, error, set } = useField(path)
  const chosen = typeof value === 'string' ? value : (fallback ?? '')
  const known = options.some((option) => option.value === chosen)
  return (
    <NativeSelect
      label={label}
      description={hint}
      data={known ? options : [{ value: chosen, label: chosen }, ...options]}
      value={chosen}
      onChange={(event) => (onPick ?? set)(event.currentTarget.value)}
      error={error}
      data-testid={testId(path)}
    />
  )
}

export function SwitchField({ path, label, fallback }: FieldProps & { fallback: boolean }) {
  const { value, error, set } = useField(path)
  return (
    <Switch
      label={label}
      checked={typeof value === 'boolean' ? value : fallback}
      onChange={(event) => set(event.currentTarget.checked)}
      error={error}
      data-testid={testId(path)}
    />
  )
}

type NumbersFieldProps = FieldProps & { placeholder?: string }

/** A list of numbers in one line. The text being typed stays until the list is changed elsewhere. */
export function NumbersField({ path, label, hint, placeholder }: NumbersFieldProps) {
  const { value, error, set } = useField(path)
  const [typed, setTyped] = useState(() => writeNumbers(value))
  const written = writeNumbers(value)
  const shown = writeNumbers(readNumbers(typed)) === written ? typed : written
  return (
    <TextInput
      label={label}
      description={hint}
      value={shown}
      placeholder={placeholder}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        set(readNumbers(event.currentTarget.value))
      }}
      error={error}
      data-testid={testId(path)}
    />
  )
}

function asInput(value: unknown): number | string {
  return typeof value === 'number' || typeof value === 'string' ? value : ''
}
