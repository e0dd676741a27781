import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { readNumbers, writeNumbers } from '@/spec/lists'
import { useField } from './draft'

/** A number of seeds, or the seeds themselves. */
export function SeedsField() {
  const { value, error, set } = useField(['seeds'])
  const [typed, setTyped] = useState(() => writeNumbers(value))
  const shown = writeNumbers(readSeeds(typed)) === writeNumbers(value) ? typed : writeNumbers(value)
  return (
    <TextInput
      label="Seeds"
      description="How many, or which: 3 means 0, 1, 2; or write 7, 11"
      value={shown}
      placeholder="1"
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        set(readSeeds(event.currentTarget.value))
      }}
      error={error}
      data-testid="field-seeds"
    />
  )
}

function readSeeds(text: string): unknown {
  const values = readNumbers(text)
  return values.length === 1 && !text.includes(',') ? values[0] : values
}
