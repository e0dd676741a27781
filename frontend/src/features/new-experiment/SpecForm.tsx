import { Divider } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { datasetsOptions } from '@/api/catalogues'
import { switchData, switchOptimizer, switchSchedule } from '@/spec/changes'
import { useField, useSpecChange } from './draft'
import { ChoiceField, NumberField, NumbersField, TextField } from './fields'
import classes from './NewExperiment.module.css'
import { NetworkFields } from './network/NetworkFields'
import { SchemesField } from './SchemesField'
import { SeedsField } from './SeedsField'

/** The whole spec as fields; the text stays the truth, so comments survive. */
export function SpecForm() {
  return (
    <div className={classes.form} data-testid="spec-form">
      <TextField path={['name']} label="Name" />
      <SchemesField />
      <Divider label="Network" labelPosition="left" />
      <NetworkFields />
      <Divider label="Data and training" labelPosition="left" />
      <DataFields />
      <TrainingFields />
      <Divider label="Recording" labelPosition="left" />
      <RecordFields />
    </div>
  )
}

function DataFields() {
  const datasets = useQuery(datasetsOptions).data ?? []
  const { value } = useField(['data', 'name'])
  const change = useSpecChange()
  const chosen = datasets.find((dataset) => dataset.name === value)
  const pick = (name: string) => {
    const dataset = datasets.find((one) => one.name === name)
    if (dataset) change((document) => switchData(document, dataset))
  }
  return (
    <>
      <ChoiceField
        path={['data', 'name']}
        label="Data"
        hint={
          chosen && !chosen.available
            ? `${chosen.summary} Not on this machine yet.`
            : chosen?.summary
        }
        options={datasets.map(({ name, title }) => ({ value: name, label: title }))}
        fallback="digits"
        onPick={pick}
      />
      <DataOptions name={value} />
    </>
  )
}

/** What a data set can be told besides its name. */
function DataOptions({ name }: { name: unknown }) {
  if (name === 'gaussian')
    return (
      <div className={classes.pair}>
        <NumberField path={['data', 'features']} label="Features" fallback={64} whole />
        <NumberField path={['data', 'classes']} label="Classes" fallback={10} whole />
      </div>
    )
  if (name === 'regression-tasks')
    return (
      <div className={classes.pair}>
        <NumberField path={['data', 'tasks']} label="Tasks" fallback={3} whole />
        <NumberField path={['data', 'examples']} label="Examples of each" fallback={100} whole />
      </div>
    )
  if (name === 'image-folder')
    return (
      <div className={classes.pair}>
        <TextField path={['data', 'path']} label="Folder, below the data folder" />
        <NumberField path={['data', 'size']} label="Side in pixels" fallback={224} whole />
      </div>
    )
  return null
}

const OPTIMIZERS = [
  { value: 'sgd', label: 'SGD' },
  { value: 'momentum', label: 'SGD with momentum' },
  { value: 'adam', label: 'Adam' },
  { value: 'adamw', label: 'AdamW' },
]

function TrainingFields() {
  const change = useSpecChange()
  const { value: kind } = useField(['training', 'optimizer', 'kind'])
  const optimizer = ['training', 'optimizer']
  return (
    <>
      <div className={classes.pair}>
        <NumberField path={['training', 'steps']} label="Steps" fallback={600} whole />
        <NumberField path={['training', 'batch_size']} label="Batch size" fallback={100} whole />
      </div>
      <div className={classes.pair}>
        <ChoiceField
          path={[...optimizer, 'kind']}
          label="Optimizer"
          options={OPTIMIZERS}
          fallback="sgd"
          onPick={(picked) => change((document) => switchOptimizer(document, picked))}
        />
        <NumberField
          path={[...optimizer, 'lr']}
          label="Learning rate"
          fallback={0.001}
          step={0.001}
        />
      </div>
      {kind === 'momentum' && (
        <NumberField
          path={[...optimizer, 'momentum']}
          label="Momentum"
          fallback={0.9}
          step={0.01}
        />
      )}
      {kind === 'adamw' && (
        <NumberField
          path={[...optimizer, 'weight_decay']}
          label="Weight decay"
          fallback={0.01}
          step={0.01}
        />
      )}
    </>
  )
}

const SCHEDULES = [
  { value: 'log', label: 'Log-spaced steps' },
  { value: 'every', label: 'Every n steps' },
  { value: 'listed', label: 'Listed steps' },
]

function RecordFields() {
  const change = useSpecChange()
  const { value: schedule = 'log' } = useField(['record', 'schedule'])
  return (
    <>
      <div className={classes.pair}>
        <ChoiceField
          path={['record', 'schedule']}
          label="Frames"
          options={SCHEDULES}
          fallback="log"
          onPick={(picked) => change((document) => switchSchedule(document, picked))}
        />
        {schedule === 'log' && (
          <NumberField path={['record', 'frames']} label="How many" fallback={60} whole />
        )}
        {schedule === 'every' && (
          <NumberField path={['record', 'every']} label="n" fallback={10} whole />
        )}
        {schedule === 'listed' && <NumbersField path={['record', 'steps']} label="Steps" />}
      </div>
      <SeedsField />
    </>
  )
}
