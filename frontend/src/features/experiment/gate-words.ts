import type { Check } from '@/api/types'

/** What fails a check, in a sentence: `Fails on errors; thresholds fanscope; FS101 off.` */
export function describeGates({ fail_on: failOn, thresholds }: Check['gates']): string {
  const first = failOn === 'warning' ? 'Fails on warnings and errors' : 'Fails on errors'
  const rules = Object.entries(thresholds?.rules ?? {}).map(describeRule)
  return `${[first, `thresholds ${thresholds?.preset ?? 'fanscope'}`, ...rules].join('; ')}.`
}

type Setting = { severity?: string; bounds?: Record<string, number> }

function describeRule([rule, { severity = 'on', bounds = {} }]: [string, Setting]): string {
  const numbers = Object.entries(bounds).map(([name, value]) => `${name} = ${value}`)
  const words = [...(severity === 'on' ? [] : [severity]), ...numbers]
  return words.length ? `${rule} ${words.join(', ')}` : rule
}
