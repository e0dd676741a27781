import { switchNetwork } from '@/spec/changes'
import { useField, useSpecChange } from './draft'
import { ChoiceField, NumberField, NumbersField, SwitchField } from './fields'
import classes from './NewExperiment.module.css'

const KINDS = [
  { value: 'hypernetwork', label: 'Hypernetwork' },
  { value: 'mlp', label: 'Plain MLP' },
]
const ACTIVATIONS = ['tanh', 'relu', 'linear'].map((value) => ({ value, label: value }))
const TRUNK_ACTIVATIONS = ACTIVATIONS.slice(0, 2)
const GENERATES = [
  { value: 'weights', label: 'Weights' },
  { value: 'weights_and_biases', label: 'Weights and biases' },
]

export function NetworkFields() {
  const { value: kind } = useField(['network', 'kind'])
  const change = useSpecChange()
  const main = kind === 'hypernetwork' ? ['network', 'main'] : ['network']
  return (
    <>
      <ChoiceField
        path={['network', 'kind']}
        label="Kind"
        options={KINDS}
        onPick={(picked) => change((document) => switchNetwork(document, picked))}
      />
      <NumbersField
        key={main.join()}
        path={[...main, 'widths']}
        label={kind === 'hypernetwork' ? 'Widths of the main network' : 'Widths'}
        hint="From inputs to classes; 500x5 repeats"
      />
      <div className={classes.pair}>
        <ChoiceField
          path={[...main, 'activation']}
          label="Activation"
          options={ACTIVATIONS}
          fallback="tanh"
        />
        {kind === 'hypernetwork' && (
          <ChoiceField
            path={['network', 'generates']}
            label="Generates"
            options={GENERATES}
            fallback="weights"
          />
        )}
      </div>
      {kind === 'hypernetwork' && <HypernetworkFields />}
      <SwitchField path={[...main, 'bias']} label="Biases in the layers" fallback={true} />
    </>
  )
}

function HypernetworkFields() {
  const { value: widths } = useField(['network', 'trunk', 'widths'])
  const hasTrunk = Array.isArray(widths) && widths.length > 0
  return (
    <>
      <div className={classes.pair}>
        <NumberField
          path={['network', 'conditioning', 'size']}
          label="Embedding size"
          fallback={50}
          whole
        />
        <NumbersField
          path={['network', 'trunk', 'widths']}
          label="Hidden layers of the trunk"
          placeholder="none"
        />
      </div>
      {hasTrunk && (
        <ChoiceField
          path={['network', 'trunk', 'activation']}
          label="Activation of the trunk"
          options={TRUNK_ACTIVATIONS}
          fallback="relu"
        />
      )}
      <SwitchField
        path={['network', 'heads', 'bias']}
        label="Biases in the heads"
        fallback={true}
      />
    </>
  )
}
