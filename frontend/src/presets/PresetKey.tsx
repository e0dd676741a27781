import { SchemeName } from '@/schemes/SchemeMark'
import { schemeLabel } from '@/spec/values'
import type { Family } from './groups'
import classes from './PresetFilter.module.css'

/** Which line is which scheme on the cards' pictures. */
export function PresetKey({ families }: { families: readonly Family[] }) {
  const schemes = schemesOf(families)
  if (schemes.length === 0) return <div className={classes.schemes} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by keyboard
    <ul className={`scrolls ${classes.schemes}`} aria-label="Schemes on the pictures" tabIndex={0}>
      {schemes.map((scheme) => (
        <li key={scheme}>
          <SchemeName scheme={scheme} />
        </li>
      ))}
    </ul>
  )
}

/** The labels of all schemes that the presets compare, in the order in which the cards bring them up. */
export function schemesOf(families: readonly Family[]): string[] {
  return [...new Set(families.flatMap(({ preset }) => preset.spec.schemes.map(schemeLabel)))]
}
