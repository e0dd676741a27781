import { Button, Tooltip } from '@mantine/core'
import { IconChecks } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { checkKeys, createCheck } from '@/api/checks'
import { experimentKeys } from '@/api/experiments'
import { notifyProblem } from '@/components/notify'

type CheckButtonProps = { text: string; blocked: boolean }

/** Judge step 0 alone: no training, verdicts in seconds. */
export function CheckButton({ text, blocked }: CheckButtonProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const check = useMutation({
    mutationFn: () => createCheck({ spec: text }),
    onSuccess: ({ experiment_id: id }) => {
      client.invalidateQueries({ queryKey: experimentKeys.lists() })
      client.invalidateQueries({ queryKey: checkKeys.all })
      navigate(`/experiments/${id}`)
    },
    onError: notifyProblem,
  })
  return (
    <Tooltip label="Step 0 alone: passes or fails in seconds, without training">
      <Button
        size="md"
        variant="default"
        leftSection={<IconChecks size={18} />}
        disabled={blocked}
        loading={check.isPending}
        onClick={() => check.mutate()}
        aria-describedby="obstacle"
        data-testid="check-experiment"
      >
        Check
      </Button>
    </Tooltip>
  )
}
