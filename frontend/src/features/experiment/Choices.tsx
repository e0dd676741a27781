import type { ReactNode } from 'react'
import classes from './FilterPanel.module.css'

type ChoicesProps = {
  label: string
  options: readonly string[]
  /** Empty means all. */
  selected: readonly string[]
  onChange: (selected: string[]) => void
  render?: (option: string) => ReactNode
  compact?: boolean
}

/** Pick some of a few; the first pick narrows to it, picking the last away means all again. */
export function Choices({ label, options, selected, onChange, render, compact }: ChoicesProps) {
  const all = selected.length === 0
  const toggle = (option: string) => {
    const next = selected.includes(option)
      ? selected.filter((one) => one !== option)
      : options.filter((one) => one === option || selected.includes(one))
    onChange(next.length === options.length ? [] : next)
  }
  return (
    <fieldset style={{ margin: 0, padding: 0, border: 0, minWidth: 0 }}>
      <div className={classes.head}>
        <legend className="panel-label" style={{ float: 'left', padding: 0 }}>
          {label}
        </legend>
        {!all && (
          <button type="button" className={classes.reset} onClick={() => onChange([])}>
            all
          </button>
        )}
      </div>
      <div
        className={classes.options}
        data-compact={compact || undefined}
        data-filtered={!all || undefined}
      >
        {options.map((option) => (
          <button
            key={option}
            type="button"
            className={classes.option}
            aria-pressed={all || selected.includes(option)}
            onClick={() => toggle(option)}
            data-testid={`${label.toLowerCase()}-${option}`}
          >
            {render?.(option) ?? option}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
