import type { Check } from '@/api/types'

/** What fails a check, in a sentence: `Fails on faults, not on warnings; thresholds of fanscope; FS101 off.` */
export function describeGates({ fail_on: failOn, thresholds }: Check['gates']): string {
  const first =
    failOn === 'warning' ? 'Fails on faults and on warnings' : 'Fails on faults, not on warnings'
  const rules = Object.entries(thresholds?.rules ?? {}).map(describeRule)
  return `${[first, `thresholds of ${thresholds?.preset ?? 'fanscope'}`, ...rules].join('; ')}.`
}

type Setting = { severity?: string; bounds?: Record<string, number> }

function describeRule([rule, { severity = 'on', bounds = {} }]: [string, Setting]): string {
  const numbers = Object.entries(bounds).map(([name, value]) => `${name} = ${value}`)
  const words = [...(severity === 'on' ? [] : [severity]), ...numbers]
  return words.length ? `${rule} ${words.join(', ')}` : rule
}
