import { Button, Group, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { deleteExperiment, forgetExperiment } from '@/api/experiments'
import { readableLabel } from '@/format/labels'
import { Label } from './Label'
import { notifyDone, notifyProblem } from './notify'

type DeleteDialogProps = {
  id: string
  name: string
  opened: boolean
  onClose: () => void
  onDeleted?: () => void
}

export function DeleteDialog({ id, name, opened, onClose, onDeleted }: DeleteDialogProps) {
  const client = useQueryClient()
  const deletion = useMutation({
    mutationFn: () => deleteExperiment(id),
    onSuccess: async () => {
      onClose()
      onDeleted?.()
      notifyDone(`Deleted “${readableLabel(name)}”`)
      await forgetExperiment(client, id)
    },
    onError: notifyProblem,
  })
  return (
    <Modal opened={opened} onClose={onClose} title="Delete this experiment?">
      <p style={{ marginTop: 0, overflowWrap: 'anywhere' }}>
        “<Label text={name} />” goes with its runs, frames and verdicts. This cannot be undone; its
        spec can be saved first from the Export menu.
      </p>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button
          color="red"
          loading={deletion.isPending}
          onClick={() => deletion.mutate()}
          data-testid="confirm-delete"
        >
          Delete
        </Button>
      </Group>
    </Modal>
  )
}
