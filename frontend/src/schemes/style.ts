import { crc32 } from './crc32'

// The same rule as core/fanscope/figures/palette.py, so that pages and figures agree on every scheme.
// schemes/style.test.ts compares both.

export type Theme = 'light' | 'dark'
export type SchemeStyle = { line: string; text: string; dash: string; marker: string }
type Tone = 'plain' | 'deep'

/** Of lines against the page: light colors shine on white less than dark ones drown on black. */
const LEAST_CONTRAST: Record<Theme, number> = { light: 2, dark: 4.5 }

const ORANGE = '#E69F00'
const SKY = '#56B4E9'
const GREEN = '#009E73'
const YELLOW = '#F0E442'
const BLUE = '#0072B2'
const PURPLE = '#CC79A7'

const INKS = {
  light: { paper: '#ffffff', text: '#1b2230' },
  dark: { paper: '#12161d', text: '#e8ebf0' },
} as const

const NAMED: Record<string, readonly [string, Tone, string]> = {
  'hyperfan-in': [BLUE, 'plain', 'circle'],
  'hyperfan-out': [GREEN, 'plain', 'square'],
  xavier: [ORANGE, 'plain', 'diamond'],
  kaiming: [PURPLE, 'plain', 'triangle-up'],
  'xavier-avg': [SKY, 'plain', 'triangle-down'],
  'torch-default': [YELLOW, 'deep', 'pentagon'],
  'hyperfan-harmonic': [PURPLE, 'deep', 'hexagon'],
  'xavier-out': [ORANGE, 'deep', 'star-diamond'],
  'kaiming-out': [SKY, 'deep', 'star-triangle-up'],
  lecun: [GREEN, 'deep', 'cross'],
  orthogonal: [BLUE, 'deep', 'hourglass'],
}
/** Hues of schemes that would else look like the one that they are mostly compared with. */
const APART: Record<string, readonly [string, Tone]> = {
  'delta-orthogonal': [ORANGE, 'deep'],
  lsuv: [PURPLE, 'deep'],
}
const HUES = [SKY, ORANGE, GREEN, PURPLE, BLUE, YELLOW] as const
const MARKERS = ['star', 'bowtie', 'star-square', 'octagon', 'triangle-left', 'triangle-right']
const DASHES = ['dot', 'dashdot', 'longdashdot']

export function schemeStyle(label: string, theme: Theme): SchemeStyle {
  const named = Object.hasOwn(NAMED, label) ? NAMED[label] : undefined
  const [hue, tone, marker] = named ?? derived(label)
  const dash = named ? 'solid' : pick(DASHES, label, 'dash')
  const ink = INKS[theme].text
  const line = reachContrast(
    tone === 'deep' ? mix(hue, ink, 0.38) : hue,
    theme,
    LEAST_CONTRAST[theme],
  )
  return { line, text: reachContrast(line, theme, 4.5), dash, marker }
}

function derived(label: string): readonly [string, Tone, string] {
  const [hue, tone] = Object.hasOwn(APART, label)
    ? (APART[label] as readonly [string, Tone])
    : [pick(HUES, label, 'hue'), pick(['plain', 'deep'] as const, label, 'tone')]
  return [hue, tone, pick(MARKERS, label, 'marker')]
}

function pick<T>(choices: readonly T[], label: string, purpose: string): T {
  return choices[crc32(`${purpose}:${label}`) % choices.length] as T
}

function reachContrast(color: string, theme: Theme, ratio: number): string {
  const { paper, text } = INKS[theme]
  let mixed = color
  for (let amount = 0; contrast(mixed, paper) < ratio && amount < 1; ) {
    amount += 0.02
    mixed = mix(color, text, amount)
  }
  return mixed
}

function contrast(first: string, second: string): number {
  const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function mix(color: string, other: string, amount: number): string {
  const target = channels(other)
  const mixed = channels(color).map((a, i) =>
    roundHalfEven(a + ((target[i] ?? 0) - a) * Math.min(amount, 1)),
  )
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16))
}

function luminance(color: string): number {
  const [r, g, b] = channels(color).map((channel) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
