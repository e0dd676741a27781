import { Button, Collapse } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTable } from '@tabler/icons-react'
import type { FigureJson } from '@/api/types'
import { figureMeta } from './dress'
import classes from './Figure.module.css'
import { NumbersTable } from './NumbersTable'

/** The picture in a sentence, and its numbers on request. */
export function FigureWords({ figure }: { figure: FigureJson }) {
  const { title, summary, table } = figureMeta(figure)
  const [open, { toggle }] = useDisclosure(false)
  return (
    <figcaption className={classes.caption}>
      {summary && <p data-testid="figure-summary">{summary.replaceAll('× ', '×\u00a0')}</p>}
      {table && (
        <>
          <Button
            variant="subtle"
            size="compact-sm"
            ml={-8}
            leftSection={<IconTable size={15} />}
            aria-expanded={open}
            onClick={toggle}
            data-testid="show-numbers"
          >
            {open ? 'Hide the numbers' : 'Show the numbers'}
          </Button>
          <Collapse expanded={open}>
            {open && <NumbersTable table={table} caption={title} />}
          </Collapse>
        </>
      )}
    </figcaption>
  )
}
