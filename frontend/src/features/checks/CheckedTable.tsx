import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Checks.module.css'

type CheckedTableProps = {
  label: string
  columns: readonly string[]
  children: ReactNode
  testId: string
}

/** A table that scrolls in its own box. */
export function CheckedTable({ label, columns, children, testId }: CheckedTableProps) {
  return (
    <Table.ScrollContainer
      minWidth={720}
      type="native"
      className={`scrolls ${classes.box}`}
      role="region"
      aria-label={label}
      tabIndex={0}
    >
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
    </Table.ScrollContainer>
  )
}
