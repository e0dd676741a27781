import { expect, it } from 'vitest'
import type { PartField, PartInfo } from '@/api/types'
import { isTelling, readTyped, startingPart } from './parts'

const field = (name: string, more: Partial<PartField> = {}): PartField => ({
  name,
  kind: 'whole',
  choices: [],
  required: true,
  default: null,
  ...more,
})
const part = (kind: string, ...fields: PartField[]): PartInfo => ({ kind, summary: '', fields })

it('starts a part with what it must have', () => {
  const conv = part(
    'conv2d',
    field('channels'),
    field('kernel'),
    field('stride', { required: false }),
  )
  expect(startingPart(conv, 'op')).toEqual({
    op: 'conv2d',
    channels: 16,
    kernel: 3,
    padding: 'same',
  })
  const choice = field('name', { kind: 'choice', choices: ['relu', 'tanh'] })
  expect(startingPart(part('activation', choice), 'op')).toEqual({ op: 'activation', name: 'relu' })
  expect(startingPart(part('flatten'), 'op')).toEqual({ op: 'flatten' })
})

it('starts a kind that it has never heard of', () => {
  const unheard = part(
    'sparse',
    field('density', { kind: 'number' }),
    field('on', { kind: 'flag' }),
  )
  expect(startingPart(unheard, 'kind')).toEqual({ kind: 'sparse', density: 1, on: true })
})

it('tells which fields are worth a place', () => {
  const stride = field('stride', { required: false, default: 1 })
  expect(isTelling(field('kernel'), undefined)).toBe(true)
  expect([undefined, 1, 2].map((value) => isTelling(stride, value))).toEqual([false, false, true])
})

it.each([
  ['12', 12],
  [' 0.5 ', 0.5],
  ['same', 'same'],
  ['1e-3', 0.001],
  ['', ''],
])('reads %j as %j', (text, value) => {
  expect(readTyped(text)).toBe(value)
})
