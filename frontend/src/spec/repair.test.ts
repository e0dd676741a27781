import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { describeChange, repairSpec } from './repair'

const SPEC = `name: faulty # keep me
network:
  generates: weights_and_biases
  conditioning: {kind: learned, size: 8}
schemes: [xavier, hyperfan-out, {name: scaled, of: xavier, factor: 0.5}]
`

it('puts each value where its change says, and leaves the rest as it was written', () => {
  const mended = repairSpec(SPEC, [
    { field: 'schemes.0', value: { name: 'scaled', of: 'xavier', factor: 0.046 } },
    { field: 'network.generates', value: 'weights' },
    { field: 'network.conditioning.size', value: 64 },
  ])
  expect(parse(mended)).toEqual({
    name: 'faulty, repaired',
    network: { generates: 'weights', conditioning: { kind: 'learned', size: 64 } },
    schemes: [
      { name: 'scaled', of: 'xavier', factor: 0.046 },
      'hyperfan-out',
      { name: 'scaled', of: 'xavier', factor: 0.5 },
    ],
  })
  expect(mended).toContain('# keep me')
})

it.each([
  [0, 'hyperfan-out', ['hyperfan-out', { name: 'scaled', of: 'xavier', factor: 0.5 }]],
  [1, { name: 'xavier' }, ['xavier', { name: 'scaled', of: 'xavier', factor: 0.5 }]],
  [1, { name: 'scaled', of: 'xavier', factor: 0.5 }, ['xavier', expect.anything()]],
])('leaves out a scheme that already stands there: %i becomes %j', (index, value, left) => {
  const { schemes } = parse(repairSpec(SPEC, [{ field: `schemes.${index}`, value }]))
  expect(schemes).toEqual(left)
})

it('adds a field that was left at its default', () => {
  const mended = repairSpec(SPEC, [{ field: 'training.optimizer.lr', value: 1e-4 }])
  expect(parse(mended).training).toEqual({ optimizer: { lr: 1e-4 } })
})

it('says what a change does', () => {
  const spec = parse(SPEC)
  expect(describeChange(spec, { field: 'schemes.0', value: 'hyperfan-in' })).toBe(
    'schemes.0: xavier → hyperfan-in',
  )
  expect(
    describeChange(spec, {
      field: 'schemes.2',
      value: { name: 'scaled', of: 'xavier', factor: 2 },
    }),
  ).toBe('schemes.2: scaled(of=xavier, factor=0.5) → scaled(of=xavier, factor=2)')
  expect(describeChange(spec, { field: 'training.steps', value: 3 })).toBe('training.steps: 3')
})

it('says in its name that it is repaired, once however often it is', () => {
  const rate = [{ field: 'training.optimizer.lr', value: 1e-4 }]
  const once = repairSpec(SPEC, rate)
  expect(parse(repairSpec(once, rate)).name).toBe('faulty, repaired')
  expect(parse(repairSpec('schemes: [xavier]', rate)).name).toBe('untitled, repaired')
  expect(parse(repairSpec(`name: ${'x'.repeat(200)}`, rate)).name).toHaveLength(200)
})
