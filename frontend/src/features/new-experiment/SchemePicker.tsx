import { Button, Modal, TextInput } from '@mantine/core'
import { IconCheck, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { SchemeInfo } from '@/api/types'
import { Formula } from '@/components/Formula'
import { SchemeMark } from '@/schemes/SchemeMark'
import { formatReference } from './reference'
import classes from './SchemePicker.module.css'

type SchemePickerProps = {
  opened: boolean
  onClose: () => void
  catalogue: readonly SchemeInfo[]
  chosen: readonly string[]
  onAdd: (info: SchemeInfo) => void
  onRemove: (name: string) => void
}

/** The catalogue of schemes: what each sets, typeset, and where it comes from. */
export function SchemePicker({ opened, onClose, ...rest }: SchemePickerProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Schemes"
      size="56rem"
      data-testid="scheme-picker"
    >
      <Catalogue {...rest} />
    </Modal>
  )
}

function Catalogue({
  catalogue,
  chosen,
  onAdd,
  onRemove,
}: Omit<SchemePickerProps, 'opened' | 'onClose'>) {
  const [search, setSearch] = useState('')
  const wanted = search.toLowerCase()
  const shown = catalogue.filter((info) =>
    `${info.name} ${info.title} ${info.summary}`.toLowerCase().includes(wanted),
  )
  return (
    <>
      <TextInput
        aria-label="Search schemes"
        placeholder="Search schemes"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        mb="sm"
        data-autofocus
      />
      <ul className={classes.list}>
        {shown.map((info) => (
          <li key={info.name} className={classes.scheme}>
            <SchemeWords info={info} />
            <Toggle
              info={info}
              chosen={chosen.includes(info.name)}
              onAdd={() => onAdd(info)}
              onRemove={() => onRemove(info.name)}
            />
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p>No scheme has “{search}” in its name or description.</p>}
    </>
  )
}

function SchemeWords({ info }: { info: SchemeInfo }) {
  return (
    <div className={classes.words}>
      <h3 className={classes.title}>
        <SchemeMark scheme={info.name} />
        {info.title} <span className="mono">{info.name}</span>
      </h3>
      <div className={classes.formula}>
        <Formula latex={info.formula} />
      </div>
      <p className={classes.summary}>
        {info.summary} <span className={classes.source}>{formatReference(info.reference)}</span>
      </p>
    </div>
  )
}

type ToggleProps = { info: SchemeInfo; chosen: boolean; onAdd: () => void; onRemove: () => void }

/** A scheme with parameters can be chosen again with other values; a plain one only once. */
function Toggle({ info, chosen, onAdd, onRemove }: ToggleProps) {
  const remove = chosen && info.parameters.length === 0
  return (
    <Button
      size="xs"
      variant={remove ? 'filled' : 'default'}
      aria-pressed={chosen}
      leftSection={remove ? <IconCheck size={15} /> : <IconPlus size={15} />}
      onClick={remove ? onRemove : onAdd}
      data-testid={`pick-${info.name}`}
    >
      {remove ? 'Chosen' : 'Add'}
    </Button>
  )
}
