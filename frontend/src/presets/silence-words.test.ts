import { expect, it } from 'vitest'
import { saySilence } from './silence-words'

it('says why there is no prediction in a word or two', () => {
  const regression =
    'No prediction for this network: theory knows networks that classify, and here the loss is the mean squared error.'
  expect(saySilence([regression])).toBe('not predicted: regression')
  const pictures =
    'No prediction for this network: main.0 looks at patches of pictures, and how alike neighbouring pixels are is not known.'
  expect(saySilence([pictures])).toBe('not predicted: unmeasured data')
  expect(saySilence(['No prediction for this network: for another reason.'])).toBe('not predicted')
  expect(saySilence([])).toBe('not predicted')
})
