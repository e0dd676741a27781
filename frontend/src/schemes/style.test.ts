import { expect, it } from 'vitest'
import { type SchemeStyle, schemeStyle, type Theme } from './style'
import fixture from './style.fixture.json'

// The fixture holds what fanscope.figures.palette.style_of answers; names, hues and contrast are its rules.
const cases = Object.entries(fixture).flatMap(([theme, styles]) =>
  Object.entries(styles).map(([label, style]) => [theme as Theme, label, style] as const),
)

it.each(cases)('%s theme draws %s as the figures do', (theme, label, expected) => {
  const { line, ...rest }: SchemeStyle = schemeStyle(label, theme)
  expect({ line: line.toLowerCase(), ...rest, text: rest.text.toLowerCase() }).toEqual({
    ...expected,
    line: expected.line.toLowerCase(),
    text: expected.text.toLowerCase(),
  })
})
