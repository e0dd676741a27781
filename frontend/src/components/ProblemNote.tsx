import { Alert, Button } from '@mantine/core'
import { describeProblem, fieldErrors } from '@/api/problem'

type ProblemNoteProps = { error: unknown; onRetry?: () => void }

/** A problem in words, where its answer would have been. */
export function ProblemNote({ error, onRetry }: ProblemNoteProps) {
  const { title, detail } = describeProblem(error)
  return (
    <Alert color="red" variant="light" title={title} role="alert" data-testid="problem">
      <p style={{ margin: 0, whiteSpace: 'pre-line' }}>{detail}</p>
      {fieldErrors(error).length > 0 && (
        <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>
          {fieldErrors(error).map(({ field, message }) => (
            <li key={`${field}:${message}`}>
              {field && <code>{field}</code>} {message}
            </li>
          ))}
        </ul>
      )}
      {onRetry && (
        <Button variant="default" size="xs" mt="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  )
}
