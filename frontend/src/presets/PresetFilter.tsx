import { SegmentedControl, TextInput } from '@mantine/core'
import { type Family, findFamilies, GROUPS, type Group } from './groups'
import classes from './PresetFilter.module.css'

export type PresetWish = { group: Group | null; search: string }

type PresetFilterProps = {
  families: readonly Family[]
  wish: PresetWish
  onChange: (wish: PresetWish) => void
}

const ALL = 'all'

/** Which presets to show: a group, and words. */
export function PresetFilter({ families, wish, onChange }: PresetFilterProps) {
  const groups = GROUPS.map(({ group, label }) => ({
    value: group as string,
    label,
    count: findFamilies(families, group, '').length,
  })).filter(({ count }) => count > 0)
  const choices = [{ value: ALL, label: 'All', count: families.length }, ...groups]
  return (
    <div className={classes.filter}>
      <SegmentedControl
        aria-label="Show presets"
        data={choices.map(({ value, label, count }) => ({ value, label: `${label} ${count}` }))}
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
