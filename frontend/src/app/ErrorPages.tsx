import { Button, Group } from '@mantine/core'
import { Link, useRouteError } from 'react-router'
import { describeProblem } from '@/api/problem'
import { Message } from '@/components/Message'

export function NotFoundPage() {
  return (
    <Message level={1} title="There is nothing at this address" testId="not-found">
      <p>The link may be cut short, or the experiment was deleted.</p>
      <Button component={Link} to="/" variant="default">
        All experiments
      </Button>
    </Message>
  )
}

export function RouteErrorPage() {
  const { title, detail } = describeProblem(useRouteError())
  return (
    <Message level={1} title={title} tone="fault" testId="page-error">
      <p>{detail}</p>
      <Group>
        <Button onClick={() => window.location.reload()}>Load the page again</Button>
        <Button component="a" href="/" variant="default">
          All experiments
        </Button>
      </Group>
    </Message>
  )
}
