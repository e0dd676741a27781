import type { PresetInfo } from '@/api/types'

export const GROUPS = ['paper', 'networks', 'teaching'] as const
export type Group = (typeof GROUPS)[number]

const TEACHING = /^(digits|diverging)|trap/

/** What a preset is for: an experiment of the paper, a known network, or something to learn from. */
export function groupOf({ name, spec }: PresetInfo): Group {
  if (TEACHING.test(name)) return 'teaching'
  return spec.network.kind === 'hypernetwork' ? 'paper' : 'networks'
}

/** The presets of a group (all of them for null) that have every word of a search in them. */
export function findPresets(
  presets: readonly PresetInfo[],
  group: Group | null,
  search: string,
): PresetInfo[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return presets.filter((preset) => {
    const text = `${preset.name} ${preset.title} ${preset.summary}`.toLowerCase()
    const isInGroup = group === null || groupOf(preset) === group
    return isInGroup && words.every((word) => text.includes(word))
  })
}
