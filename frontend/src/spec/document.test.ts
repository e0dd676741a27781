import { describe, expect, it } from 'vitest'
import { locateField, readSpec, setField } from './document'

const TEXT = `# The paper's preset
name: MNIST
network:
  kind: hypernetwork
  main: {kind: mlp, widths: [784, 500, 10], activation: tanh} # deep
training: {steps: 600, batch_size: 100}
schemes:
  - xavier
  - {name: scaled, of: xavier, factor: 0.5} # half
seeds: 3 # each
`
const at = (field: string) => {
  const place = locateField(TEXT, field)
  return place && TEXT.slice(place.from, place.to)
}

describe('setField', () => {
  it('keeps comments and everything else', () => {
    const after = setField(TEXT, ['seeds'], 5)
    expect(after).toBe(TEXT.replace('seeds: 3', 'seeds: 5'))
  })

  it('changes a value inside a one-line mapping', () => {
    const after = setField(TEXT, ['training', 'steps'], 10)
    expect(after).toBe(TEXT.replace('steps: 600', 'steps: 10'))
  })

  it('writes lists in one line', () => {
    const after = setField(TEXT, ['network', 'main', 'widths'], [64, 10])
    expect(after).toBe(TEXT.replace('[784, 500, 10]', '[64, 10]'))
  })

  it('adds what is missing', () => {
    const after = setField(TEXT, ['data'], { name: 'digits' })
    expect(readSpec(after).value).toMatchObject({ data: { name: 'digits' }, seeds: 3 })
    expect(after).toContain('data: {name: digits}')
  })

  it('leaves a text alone that cannot be read', () => {
    expect(setField('a: [1', ['a'], 2)).toBe('a: [1')
  })

  it('quotes what would otherwise change its meaning', () => {
    const after = setField(TEXT, ['name'], '<b>: #1')
    expect(readSpec(after).value).toMatchObject({ name: '<b>: #1' })
  })
})

describe('locateField', () => {
  it.each([
    ['name', 'name: MNIST'],
    ['network', 'network'],
    ['network.main.widths', 'widths: [784, 500, 10]'],
    ['network.main.widths.1', '500'],
    ['schemes.0', 'xavier'],
    ['schemes.1.factor', 'factor: 0.5'],
  ])('%s is at %s', (field, source) => {
    expect(at(field)).toBe(source)
  })

  it('falls back to the nearest thing above a missing field', () => {
    expect(at('network.main.bias')).toBe('main')
    expect(locateField(TEXT, 'nothing')).toBeNull()
    expect(locateField(TEXT, '')).toBeNull()
  })
})

describe('readSpec', () => {
  it('says where the text cannot be read', () => {
    const { value, problems } = readSpec('a: 1\nb: [1, 2\nc: 3\n')
    expect(value).toBeUndefined()
    expect(problems[0]?.line).toBeGreaterThanOrEqual(2)
  })

  it('refuses keys that stand twice', () => {
    const { problems } = readSpec('a: 1\na: 2\n')
    expect(problems[0]).toMatchObject({ line: 2, message: 'Map keys must be unique' })
  })
})
