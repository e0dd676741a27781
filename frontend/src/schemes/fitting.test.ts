import { expect, it } from 'vitest'
import type { SchemeInfo } from '@/api/types'
import { sortByFit } from './fitting'

const info = (name: string, ...fits: string[]) => ({ name, fits }) as unknown as SchemeInfo
const CATALOGUE = [info('hyperfan-in', 'hypernetwork'), info('xavier', 'mlp', 'hypernetwork')]
const names = ({ fitting }: ReturnType<typeof sortByFit>) => fitting.map(({ name }) => name)

it('puts apart what the server says does not fit, with its reason', () => {
  const fittings = [
    { name: 'hyperfan-in', reason: null },
    { name: 'xavier', reason: 'not here' },
  ]
  const found = sortByFit(CATALOGUE, fittings, 'mlp')
  expect(names(found)).toEqual(['hyperfan-in'])
  expect(found.misfits).toEqual([{ info: CATALOGUE[1], reason: 'not here' }])
})

it('goes by the kind of network before the server answers', () => {
  const found = sortByFit(CATALOGUE, undefined, 'mlp')
  expect(names(found)).toEqual(['xavier'])
  expect(found.misfits[0]?.reason).toBe('is for hypernetwork, and this network is mlp')
  expect(names(sortByFit(CATALOGUE, undefined, undefined))).toHaveLength(2)
})
