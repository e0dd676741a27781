import type { ReactNode } from 'react'
import classes from './Checks.module.css'

type CellProps = {
  /** What the column is; on a narrow screen, where rows are cards, it stands beside the value. */
  label: string
  /** Nothing is a dash in a table and left out of a card. */
  children: ReactNode
  className?: string
}

/** A cell of a table whose rows become cards on a narrow screen. */
export function Cell({ label, children, className = '' }: CellProps) {
  const isEmpty = children === null || children === undefined || children === false
  return (
    <td data-label={label} data-empty={isEmpty || undefined} className={className}>
      {isEmpty ? <span className={classes.quiet}>–</span> : <div>{children}</div>}
    </td>
  )
}
