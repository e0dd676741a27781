import { expect, it } from 'vitest'
import type { PresetInfo } from '@/api/types'
import { type Family, familiesOf, findFamilies, type Group } from './groups'

const preset = (name: string, group: Group, small_of: string | null = null, summary = '') =>
  ({ name, title: name, summary, group, small_of }) as unknown as PresetInfo

const FAMILIES = familiesOf([
  preset('diverging', 'teaching'),
  preset('resnet-20', 'networks', null, 'Residual blocks on CIFAR-10'),
  preset('mnist-hypernetwork', 'paper', null, 'Figures 1 and 2'),
  preset('digits-hypernetwork', 'paper', 'mnist-hypernetwork', 'without a download'),
])
const names = (families: Family[]) => families.map(({ preset }) => preset.name)

it('puts the paper first, and small versions beside their full ones', () => {
  expect(names(FAMILIES)).toEqual(['mnist-hypernetwork', 'resnet-20', 'diverging'])
  expect(FAMILIES.map(({ small }) => small?.name)).toEqual([
    'digits-hypernetwork',
    undefined,
    undefined,
  ])
})

it('finds families by group and by words in any order, the small version’s too', () => {
  expect(names(findFamilies(FAMILIES, 'teaching', ''))).toEqual(['diverging'])
  expect(names(findFamilies(FAMILIES, null, 'cifar residual'))).toEqual(['resnet-20'])
  expect(names(findFamilies(FAMILIES, null, 'download'))).toEqual(['mnist-hypernetwork'])
  expect(names(findFamilies(FAMILIES, 'paper', 'diverging'))).toEqual([])
  expect(findFamilies(FAMILIES, null, ' ')).toHaveLength(3)
})
