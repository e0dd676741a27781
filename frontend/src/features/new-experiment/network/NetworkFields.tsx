import { switchNetwork } from '@/spec/networks'
import { useField, useSpecChange } from '../draft'
import { ChoiceField } from '../fields'
import { HypernetworkFields } from './HypernetworkFields'
import { MainFields } from './MainFields'

const KINDS = [
  { value: 'hypernetwork', label: 'Hypernetwork' },
  { value: 'sequential', label: 'Sequential' },
  { value: 'mlp', label: 'Plain MLP' },
]

export function NetworkFields() {
  const { value: kind } = useField(['network', 'kind'])
  const change = useSpecChange()
  return (
    <>
      <ChoiceField
        path={['network', 'kind']}
        label="Kind"
        options={KINDS}
        onPick={(picked) => change((document) => switchNetwork(document, picked))}
      />
      {kind === 'hypernetwork' ? <HypernetworkFields /> : <MainFields path={['network']} />}
    </>
  )
}
