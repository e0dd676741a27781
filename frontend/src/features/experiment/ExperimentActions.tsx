import { ActionIcon, Button, Group, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots, IconPlayerStop, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { cancelExperiment, experimentKeys } from '@/api/experiments'
import type { Experiment } from '@/api/types'
import { DeleteDialog } from '@/components/DeleteDialog'
import { notifyProblem } from '@/components/notify'
import { useRerun } from '@/components/use-rerun'
import { hasEnded } from '@/live/events'
import classes from './ExperimentPage.module.css'
import { ExportMenu } from './ExportMenu'
import { ShareMenu } from './ShareMenu'

type ExperimentActionsProps = { experiment: Experiment; figure: string | undefined }

export function ExperimentActions({ experiment, figure }: ExperimentActionsProps) {
  const { id, name, status } = experiment
  const [deleting, dialog] = useDisclosure(false)
  const navigate = useNavigate()
  const rerun = useRerun()
  return (
    <Group gap={8} className={classes.actions} data-testid="actions">
      {!hasEnded(status) && <CancelButton id={id} />}
      <ShareMenu id={id} />
      <ExportMenu experiment={experiment} figure={figure ?? 'variance-by-depth'} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label="More actions" data-testid="more-actions">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconRefresh size={16} />}
            onClick={() => rerun.mutate(id)}
            data-testid="rerun"
          >
            Run again
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={16} />}
            color="red"
            onClick={dialog.open}
            data-testid="delete"
          >
            Delete …
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteDialog
        id={id}
        name={name}
        opened={deleting}
        onClose={dialog.close}
        onDeleted={() => navigate('/')}
      />
    </Group>
  )
}

function CancelButton({ id }: { id: string }) {
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => cancelExperiment(id),
    onSuccess: (experiment) => client.setQueryData(experimentKeys.detail(id), experiment),
    onError: notifyProblem,
  })
  return (
    <Button
      variant="default"
      leftSection={<IconPlayerStop size={16} />}
      loading={cancel.isPending}
      onClick={() => cancel.mutate()}
      data-testid="cancel"
    >
      Cancel
    </Button>
  )
}
