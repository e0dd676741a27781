import { expect, it } from 'vitest'
import type { PresetInfo } from '@/api/types'
import { findPresets, groupOf } from './groups'

const preset = (name: string, kind: string, summary = '') =>
  ({ name, title: name, summary, spec: { network: { kind } } }) as unknown as PresetInfo

const PRESETS = [
  preset('mnist-hypernetwork', 'hypernetwork', 'Figures 1 and 2'),
  preset('resnet-20', 'sequential', 'Residual blocks on CIFAR-10'),
  preset('digits-hypernetwork', 'hypernetwork'),
  preset('relu-hypernetwork-trap', 'hypernetwork'),
]
const names = (presets: PresetInfo[]) => presets.map(({ name }) => name)

it('knows what each preset is for', () => {
  expect(PRESETS.map(groupOf)).toEqual(['paper', 'networks', 'teaching', 'teaching'])
})

it('finds presets by group and by words in any order', () => {
  expect(names(findPresets(PRESETS, 'teaching', ''))).toHaveLength(2)
  expect(names(findPresets(PRESETS, null, 'cifar residual'))).toEqual(['resnet-20'])
  expect(names(findPresets(PRESETS, 'paper', 'trap'))).toEqual([])
  expect(findPresets(PRESETS, null, ' ')).toHaveLength(4)
})
