import { expect, it } from 'vitest'
import type { Prediction } from '@/api/types'
import { predictedProfile } from './predicted-profile'

const scheme = (...moments: (number | null)[]) => ({
  layers: moments.map((second_moment, index) => ({ layer: `main.${index}`, second_moment })),
})

it('leaves out the layers that no scheme has a prediction of', () => {
  const schemes = { xavier: scheme(null, 1, null, 3), kaiming: scheme(null, 2, null, null) }
  const profile = predictedProfile({ schemes } as unknown as Prediction)
  expect(profile.map(({ layers }) => layers)).toEqual([
    ['main.1', 'main.3'],
    ['main.1', 'main.3'],
  ])
  expect(profile.map(({ second_moment }) => second_moment)).toEqual([
    [1, 3],
    [2, null],
  ])
  expect(profile.every(({ measured }) => !measured)).toBe(true)
})
