import { ActionIcon, Button, NativeSelect, NumberInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { fittingOptions, schemesOptions } from '@/api/catalogues'
import type { SchemeInfo, SchemeParameter } from '@/api/types'
import { sortByFit } from '@/schemes/fitting'
import { SchemeMark } from '@/schemes/SchemeMark'
import { isRecord, schemeLabel, valueAt } from '@/spec/values'
import { errorAt, useDraft, useField } from './draft'
import { SchemePicker } from './SchemePicker'
import classes from './SchemesField.module.css'

/** The chosen schemes with their parameters, and the way to the catalogue. */
export function SchemesField() {
  const { value, error, set } = useField(['schemes'])
  const catalogue = useQuery(schemesOptions).data ?? []
  const network = valueAt(useDraft().value, ['network'])
  const [open, picker] = useDisclosure(false)
  const fittings = useQuery({ ...fittingOptions(network), enabled: open }).data
  const chosen = Array.isArray(value) ? value : []
  return (
    <fieldset className={classes.schemes} data-testid="field-schemes">
      <legend className={classes.legend}>Schemes</legend>
      <ul className={classes.list}>
        {chosen.map((choice, index) => (
          <SchemeRow
            // biome-ignore lint/suspicious/noArrayIndexKey: two equal choices differ by place alone
            key={`${index}/${nameOf(choice)}`}
            index={index}
            choice={choice}
            info={catalogue.find((info) => info.name === nameOf(choice))}
            catalogue={catalogue}
            onRemove={() => set(chosen.filter((_, place) => place !== index))}
          />
        ))}
      </ul>
      {chosen.length === 0 && error && <p className={classes.error}>{error}</p>}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={15} />}
        onClick={picker.open}
        data-testid="add-scheme"
      >
        Add schemes
      </Button>
      <SchemePicker
        opened={open}
        onClose={picker.close}
        schemes={sortByFit(catalogue, fittings, valueAt(network, ['kind']))}
        chosen={chosen.map(nameOf)}
        onAdd={(info) => set([...chosen, startingChoice(info)])}
        onRemove={(name) => set(chosen.filter((choice) => nameOf(choice) !== name))}
      />
    </fieldset>
  )
}

type SchemeRowProps = {
  index: number
  choice: unknown
  info: SchemeInfo | undefined
  catalogue: readonly SchemeInfo[]
  onRemove: () => void
}

function SchemeRow({ index, choice, info, catalogue, onRemove }: SchemeRowProps) {
  const { errors } = useDraft()
  const label = schemeLabel(choice)
  const error = errorAt(errors, `schemes.${index}`)
  return (
    <li className={classes.row} data-invalid={error ? true : undefined}>
      <SchemeMark scheme={label} />
      <span className={classes.name}>{nameOf(choice)}</span>
      <span className={classes.parameters}>
        {info?.parameters.map((parameter) => (
          <span key={parameter.name} className={classes.parameter}>
            {parameter.name}
            <ParameterInput {...{ index, parameter, catalogue }} />
          </span>
        ))}
      </span>
      <ActionIcon size={28} aria-label={`Remove ${label}`} onClick={onRemove}>
        <IconX size={15} />
      </ActionIcon>
      {error && <p className={classes.error}>{error}</p>}
    </li>
  )
}

type ParameterInputProps = {
  index: number
  parameter: SchemeParameter
  catalogue: readonly SchemeInfo[]
}

function ParameterInput({ index, parameter, catalogue }: ParameterInputProps) {
  const { name, kind, summary } = parameter
  const { value, set } = useField(['schemes', index, name])
  if (kind === 'scheme') {
    const simple = catalogue.filter((info) => info.parameters.length === 0)
    return (
      <NativeSelect
        size="xs"
        w={150}
        aria-label={`${name}: ${summary}`}
        title={summary}
        data={[...new Set([schemeLabel(value ?? ''), ...simple.map((info) => info.name)])]}
        value={schemeLabel(value ?? '')}
        onChange={(event) => set(event.currentTarget.value)}
        data-testid={`field-schemes.${index}.${name}`}
      />
    )
  }
  return (
    <NumberInput
      size="xs"
      w={92}
      aria-label={`${name}: ${summary}`}
      title={`${name}: ${summary}`}
      value={typeof value === 'number' || typeof value === 'string' ? value : ''}
      onChange={set}
      step={0.1}
      data-testid={`field-schemes.${index}.${name}`}
    />
  )
}

function nameOf(choice: unknown): string {
  return isRecord(choice) ? String(choice.name ?? '') : String(choice)
}

function startingChoice({ name, parameters }: SchemeInfo): unknown {
  if (parameters.length === 0) return name
  return { name, ...Object.fromEntries(parameters.map((p) => [p.name, p.example])) }
}
