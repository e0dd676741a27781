import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { partsOptions } from '@/api/catalogues'
import type { NetworkParts, PartInfo } from '@/api/types'
import type { Path } from '@/spec/document'
import { switchMain } from '@/spec/networks'
import { sayKey, startingPart } from '@/spec/parts'
import { valueAt } from '@/spec/values'
import { errorAt, useDraft, useField, useSpecChange } from '../draft'
import { ChoiceField } from '../fields'
import { MainFields } from './MainFields'
import classes from './NetworkFields.module.css'
import { PartInput } from './PartFields'

const MAIN = ['network', 'main']
const MAIN_KINDS = [
  { value: 'mlp', label: 'MLP' },
  { value: 'sequential', label: 'Sequential' },
]

/** A hypernetwork in the order in which it is thought of: over what, what of it, from what, through what, by what. */
export function HypernetworkFields() {
  const parts = useQuery(partsOptions).data
  const change = useSpecChange()
  return (
    <ol className={classes.steps}>
      <Step title="Main network" hint="runs on the data">
        <ChoiceField
          path={[...MAIN, 'kind']}
          label="Kind of the main network"
          options={MAIN_KINDS}
          fallback="mlp"
          onPick={(kind) => change((document) => switchMain(document, MAIN, kind))}
        />
        <MainFields path={MAIN} />
      </Step>
      {parts && <Generation parts={parts} />}
    </ol>
  )
}

function Generation({ parts }: { parts: NetworkParts }) {
  const options = parts.generates.map((value) => ({ value, label: sayKey(value) }))
  return (
    <>
      <Step title="Generates" hint="of the main network’s tensors">
        <ChoiceField path={['network', 'generates']} label="Tensors" options={options} />
      </Step>
      <Step title="Conditioning" hint="what the trunk reads">
        <PartChoice
          path={['network', 'conditioning']}
          parts={parts.conditionings}
          label="Kind of conditioning"
        />
      </Step>
      <Step title="Trunk" hint="hidden layers in front of the heads">
        <PartInputs path={['network', 'trunk']} part={parts.trunk} />
      </Step>
      <Step title="Heads" hint="make tensors of what the trunk says">
        <PartChoice path={['network', 'heads']} parts={parts.heads} label="Kind of heads" />
      </Step>
    </>
  )
}

type StepProps = { title: string; hint: string; children: ReactNode }

function Step({ title, hint, children }: StepProps) {
  return (
    <li className={classes.step}>
      <h3 className={classes.stepTitle}>
        {title} <span>{hint}</span>
      </h3>
      <div className={classes.stepBody}>{children}</div>
    </li>
  )
}

type PartChoiceProps = { path: Path; parts: readonly PartInfo[]; label: string }

function PartChoice({ path, parts, label }: PartChoiceProps) {
  const { value } = useField([...path, 'kind'])
  const { set } = useField(path)
  const part = parts.find(({ kind }) => kind === value) ?? (value ? undefined : parts[0])
  const pick = (kind: string) => {
    const picked = parts.find((each) => each.kind === kind)
    if (picked) set(startingPart(picked, 'kind'))
  }
  return (
    <>
      <ChoiceField
        path={[...path, 'kind']}
        label={label}
        hint={part?.summary}
        options={parts.map(({ kind }) => ({ value: kind, label: sayKey(kind) }))}
        fallback={parts[0]?.kind}
        onPick={pick}
      />
      {part && <PartInputs path={path} part={part} />}
    </>
  )
}

function PartInputs({ path, part }: { path: Path; part: PartInfo }) {
  const { value } = useField(path)
  const { errors } = useDraft()
  if (part.fields.length === 0) return null
  return (
    <div className={classes.inputs}>
      {part.fields.map((field) => (
        <PartInput
          key={field.name}
          path={[...path, field.name]}
          field={field}
          value={valueAt(value, [field.name])}
          invalid={errorAt(errors, [...path, field.name].join('.')) !== undefined}
        />
      ))}
    </div>
  )
}
