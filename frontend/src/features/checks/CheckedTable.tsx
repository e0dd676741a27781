import type { ReactNode } from 'react'
import classes from './Checks.module.css'

type CheckedTableProps = {
  label: string
  columns: readonly string[]
  children: ReactNode
  testId: string
}

/** A table that scrolls in its own box, and is a list of cards on a narrow screen. */
export function CheckedTable({ label, columns, children, testId }: CheckedTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard
    <section className={`scrolls ${classes.box}`} aria-label={label} tabIndex={0}>
      <table className={classes.table} data-testid={testId}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}
