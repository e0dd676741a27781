import { Button, Modal, TextInput } from '@mantine/core'
import { IconCheck, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { SchemeInfo } from '@/api/types'
import { Formula } from '@/components/Formula'
import type { Misfit, sortByFit } from '@/schemes/fitting'
import { SchemeMark } from '@/schemes/SchemeMark'
import classes from './SchemePicker.module.css'

type SchemePickerProps = {
  opened: boolean
  onClose: () => void
  schemes: ReturnType<typeof sortByFit>
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
  schemes,
  chosen,
  onAdd,
  onRemove,
}: Omit<SchemePickerProps, 'opened' | 'onClose'>) {
  const [search, setSearch] = useState('')
  const wanted = search.toLowerCase()
  const isWanted = ({ name, title, summary }: SchemeInfo) =>
    `${name} ${title} ${summary}`.toLowerCase().includes(wanted)
  const fitting = schemes.fitting.filter(isWanted)
  const misfits = schemes.misfits.filter(({ info }) => isWanted(info))
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
      <ul className={classes.list} aria-label="Schemes that fit this network">
        {fitting.map((info) => (
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
      {misfits.length > 0 && <Misfits misfits={misfits} chosen={chosen} onRemove={onRemove} />}
      {fitting.length + misfits.length === 0 && (
        <p>No scheme has “{search}” in its name or description.</p>
      )}
    </>
  )
}

type MisfitsProps = {
  misfits: readonly Misfit[]
  chosen: readonly string[]
  onRemove: (name: string) => void
}

/** What cannot initialise this network, and why; what was chosen all the same can be taken out. */
function Misfits({ misfits, chosen, onRemove }: MisfitsProps) {
  return (
    <section aria-label="Schemes that do not fit this network">
      <h2 className={classes.misfitsTitle}>Do not fit this network</h2>
      <ul className={classes.list} data-testid="misfits">
        {misfits.map(({ info, reason }) => (
          <li key={info.name} className={classes.scheme} data-misfit>
            <div>
              <SchemeWords info={info} />
              <p className={classes.reason} id={`reason-${info.name}`}>
                {reason}
              </p>
            </div>
            {chosen.includes(info.name) ? (
              <Toggle
                info={info}
                chosen
                onAdd={() => undefined}
                onRemove={() => onRemove(info.name)}
              />
            ) : (
              <Button
                size="xs"
                variant="default"
                disabled
                aria-describedby={`reason-${info.name}`}
                data-testid={`pick-${info.name}`}
              >
                Add
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function sayFits({ fits, needs }: SchemeInfo): string {
  const kinds = fits.length === 3 ? 'For any network' : `For ${fits.join(' and ')}`
  return needs ? `${kinds}; needs ${needs}.` : `${kinds}.`
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
        {info.summary}{' '}
        <span className={classes.source}>
          {sayFits(info)} <span title={info.reference}>{info.source}</span>
        </span>
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
