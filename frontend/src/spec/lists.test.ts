import { expect, it } from 'vitest'
import { readNumbers, writeNumbers } from './lists'

it.each([
  ['784, 500, 10', [784, 500, 10]],
  ['784 500x3 10', [784, 500, 500, 500, 10]],
  ['784, 500 x 2, 10', [784, 500, 500, 10]],
  ['64, abc', [64, 'abc']],
  ['64, -1,', [64, -1]],
  ['', []],
])('%s', (text, values) => {
  expect(readNumbers(text)).toEqual(values)
})

it('writes lists with commas', () => {
  expect(writeNumbers([1, 2])).toBe('1, 2')
  expect(writeNumbers(3)).toBe('3')
  expect(writeNumbers(undefined)).toBe('')
})
