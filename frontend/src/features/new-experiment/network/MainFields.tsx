import { useQuery } from '@tanstack/react-query'
import { partsOptions } from '@/api/catalogues'
import type { Path } from '@/spec/document'
import { useField } from '../draft'
import { ChoiceField, NumbersField, SwitchField } from '../fields'
import { LayerList } from './LayerList'
import classes from './NetworkFields.module.css'

/** The network that runs on the data: an MLP by its widths, or any list of layers. */
export function MainFields({ path }: { path: Path }) {
  const { value: kind } = useField([...path, 'kind'])
  return kind === 'sequential' ? <SequentialFields path={path} /> : <MlpFields path={path} />
}

function SequentialFields({ path }: { path: Path }) {
  return (
    <>
      <NumbersField
        path={[...path, 'input']}
        label="Input"
        hint="Shape of one example: channels, height, width; or features; or tokens"
      />
      <div>
        <div className={classes.listHead} id="layers-label">
          Layers <span>shape behind each</span>
        </div>
        <LayerList path={[...path, 'layers']} label="Layers" />
      </div>
    </>
  )
}

function MlpFields({ path }: { path: Path }) {
  const activations = useQuery(partsOptions).data?.activations ?? []
  return (
    <>
      <NumbersField
        key={path.join()}
        path={[...path, 'widths']}
        label={path.length > 1 ? 'Widths of the main network' : 'Widths'}
        hint="From inputs to classes; 500x5 repeats"
      />
      <ChoiceField
        path={[...path, 'activation']}
        label="Activation"
        options={activations.map((value) => ({ value, label: value }))}
        fallback="tanh"
      />
      <SwitchField path={[...path, 'bias']} label="Biases in the layers" fallback={true} />
    </>
  )
}
