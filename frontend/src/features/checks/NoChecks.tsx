import { Button } from '@mantine/core'
import { Link } from 'react-router'
import { CommandLine } from '@/components/CommandLine'
import { Message } from '@/components/Message'

/** Before the first check: what one is, and how it is sent. */
export function NoChecks() {
  const command = `fanscope check SPEC --server ${window.location.origin} --project NAME --baseline`
  return (
    <Message level={1} title="No checks yet" testId="no-checks">
      <p>
        A check judges an initialization at step 0, in seconds, and passes or fails: what a CI job
        asks for. Checks of one project are compared with its baseline, commit by commit.
      </p>
      <CommandLine command={command} />
      <p>
        <code>fanscope check</code> ends with 0 where it passes and with 1 where it fails. Or write
        a spec here and press Check.
      </p>
      <Button component={Link} to="/new" variant="default">
        Write a spec
      </Button>
    </Message>
  )
}
