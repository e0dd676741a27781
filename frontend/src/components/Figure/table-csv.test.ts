import { expect, it } from 'vitest'
import { tableCsv } from './table-csv'

it('quotes what would break a cell and leaves missing values empty', () => {
  const columns = ['scheme', 'second moment']
  const rows = [
    ['scaled(of=xavier, factor=2)', 1.5e16],
    ['a "b"', null],
  ]
  expect(tableCsv({ columns, rows })).toBe(
    'scheme,second moment\r\n"scaled(of=xavier, factor=2)",15000000000000000\r\n"a ""b""",\r\n',
  )
})
