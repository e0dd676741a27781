import { Table } from '@mantine/core'
import { formatNumber } from '@/format/numbers'
import type { FigureTable } from './dress'

/** The numbers behind a picture; scrolls in its own box. */
export function NumbersTable({ table, caption }: { table: FigureTable; caption: string }) {
  return (
    <Table.ScrollContainer
      minWidth={480}
      mah={420}
      type="native"
      className="scrolls"
      role="region"
      aria-label={`Numbers: ${caption}`}
      tabIndex={0}
    >
      <Table stickyHeader striped={false} verticalSpacing={5} data-testid="numbers">
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {table.columns.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity besides their place
            <Table.Tr key={index}>
              {row.map((cell, column) => (
                <Table.Td key={table.columns[column]} className="numeric">
                  {showCell(cell)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function showCell(cell: string | number | null): string {
  if (cell === null) return '–'
  if (typeof cell === 'number' && !Number.isInteger(cell)) return formatNumber(cell)
  return String(cell)
}
