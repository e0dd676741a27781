import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { checkKeys, setBaseline } from '@/api/checks'
import type { CheckItem } from '@/api/types'
import { notifyDone, notifyProblem } from '@/components/notify'
import classes from './Checks.module.css'

type BaselineCellProps = { check: CheckItem; project: string }

/** Whether later checks are compared with this one, and the button that makes it so. */
export function BaselineCell({ check, project }: BaselineCellProps) {
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (isBaseline: boolean) => setBaseline(check.id, isBaseline),
    onSuccess: async (_, isBaseline) => {
      await client.invalidateQueries({ queryKey: checkKeys.all })
      notifyDone(
        isBaseline
          ? `Later checks of ${project} are compared with this one`
          : `${project} has no baseline now`,
      )
    },
    onError: notifyProblem,
  })
  if (check.is_baseline) {
    return (
      <span className={classes.counts} data-testid="is-baseline">
        <strong>baseline</strong>
        <Button
          variant="subtle"
          size="compact-xs"
          loading={change.isPending}
          onClick={() => change.mutate(false)}
        >
          Remove
        </Button>
      </span>
    )
  }
  return (
    <Button
      variant="default"
      size="compact-xs"
      loading={change.isPending}
      onClick={() => change.mutate(true)}
      data-testid="make-baseline"
    >
      Make this the baseline
    </Button>
  )
}
