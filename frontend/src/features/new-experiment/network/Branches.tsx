import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { Path } from '@/spec/document'
import { BRANCHES, type Layer, sayLayers } from '@/spec/layers'
import { errorAt, useDraft } from '../draft'
import { LayerList } from './LayerList'
import classes from './LayerList.module.css'

type BranchesProps = { path: Path; layer: Layer; startsOpen: boolean }

const EMPTY = { body: undefined, shortcut: 'empty, passes its input on unchanged' }

/** What is inside a residual block: its branches as lists, or in a line; a mistake inside opens it. */
export function Branches({ path, layer, startsOpen }: BranchesProps) {
  const [wanted, setWanted] = useState(startsOpen)
  const { errors } = useDraft()
  const field = path.join('.')
  const isFaulty = BRANCHES.some((branch) => errorAt(errors, `${field}.${branch}`) !== undefined)
  const open = wanted || isFaulty
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <>
      <button
        type="button"
        className={classes.fold}
        aria-expanded={open}
        aria-label={`Inside block ${path.at(-1)}`}
        onClick={() => setWanted(!open)}
        data-testid={`fold-${field}`}
      >
        <Chevron size={14} />
        {open ? 'inside' : <span className="mono">{sayLayers(layer.body)}</span>}
      </button>
      {open &&
        BRANCHES.map((branch) => (
          <section key={branch} className={classes.branch}>
            <h4 className={classes.branchName}>{branch}</h4>
            <LayerList
              path={[...path, branch]}
              label={`${branch} of block ${path.at(-1)}`}
              empty={EMPTY[branch]}
            />
          </section>
        ))}
    </>
  )
}
