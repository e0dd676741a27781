import { SegmentedControl, TextInput } from '@mantine/core'
import type { PresetInfo } from '@/api/types'
import { findPresets, GROUPS, type Group } from './groups'
import classes from './PresetFilter.module.css'

export type PresetWish = { group: Group | null; search: string }

type PresetFilterProps = {
  presets: readonly PresetInfo[]
  wish: PresetWish
  onChange: (wish: PresetWish) => void
}

const ALL = 'all'

/** Which presets to show: a group, and words. */
export function PresetFilter({ presets, wish, onChange }: PresetFilterProps) {
  const choices = [null, ...GROUPS].flatMap((group) => {
    const count = findPresets(presets, group, '').length
    const name = group ?? ALL
    return count > 0 ? [{ value: name, label: `${name} ${count}` }] : []
  })
  return (
    <div className={classes.filter}>
      <SegmentedControl
        aria-label="Show presets"
        data={choices}
        value={wish.group ?? ALL}
        onChange={(value) => onChange({ ...wish, group: value === ALL ? null : (value as Group) })}
        data-testid="preset-groups"
      />
      <TextInput
        size="xs"
        aria-label="Search presets"
        placeholder="Search presets"
        value={wish.search}
        onChange={(event) => onChange({ ...wish, search: event.currentTarget.value })}
        data-testid="preset-search"
      />
    </div>
  )
}
