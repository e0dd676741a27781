import { ActionIcon } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import classes from './CommandLine.module.css'
import { copyText } from './copy-text'

/** A command to type, with a button that copies it. */
export function CommandLine({ command }: { command: string }) {
  return (
    <div className={classes.line}>
      <code className={classes.command}>{command}</code>
      <ActionIcon
        size={28}
        aria-label="Copy the command"
        onClick={() => copyText(command, 'Command copied')}
      >
        <IconCopy size={16} />
      </ActionIcon>
    </div>
  )
}
