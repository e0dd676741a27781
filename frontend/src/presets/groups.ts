import type { PresetInfo } from '@/api/types'

export type Group = PresetInfo['group']
/** In the order in which they are shown; `label` for all of them, `kind` for each one. */
export const GROUPS: readonly { group: Group; label: string; kind: string }[] = [
  { group: 'paper', label: 'Paper', kind: 'From the paper' },
  { group: 'networks', label: 'Networks', kind: 'Known network' },
  { group: 'teaching', label: 'Lessons', kind: 'Lesson' },
]

/** A preset and its small version, which shows the same in a minute or two. */
export type Family = { preset: PresetInfo; small: PresetInfo | null }

/** Presets with their small versions at their side, group by group, the paper's experiments first. */
export function familiesOf(presets: readonly PresetInfo[]): Family[] {
  const families = presets
    .filter(({ small_of }) => small_of === null)
    .map((preset) => ({
      preset,
      small: presets.find(({ small_of }) => small_of === preset.name) ?? null,
    }))
  return GROUPS.flatMap(({ group }) => families.filter(({ preset }) => preset.group === group))
}

/** The families of a group (all of them for null) that have every word of a search in them. */
export function findFamilies(
  families: readonly Family[],
  group: Group | null,
  search: string,
): Family[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return families.filter(({ preset, small }) => {
    const text = [preset, small].map(wordsOf).join(' ').toLowerCase()
    const isInGroup = group === null || preset.group === group
    return isInGroup && words.every((word) => text.includes(word))
  })
}

export function kindOf(wanted: Group): string {
  return GROUPS.find(({ group }) => group === wanted)?.kind ?? ''
}

function wordsOf(preset: PresetInfo | null): string {
  return preset ? `${preset.name} ${preset.title} ${preset.summary}` : ''
}
