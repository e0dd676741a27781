import { Button, Group } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { cancelExperiment, experimentKeys } from '@/api/experiments'
import type { Experiment } from '@/api/types'
import { ExperimentMenu } from '@/components/ExperimentMenu'
import { notifyProblem } from '@/components/notify'
import { hasEnded } from '@/live/events'
import classes from './ExperimentPage.module.css'
import { ExportMenu } from './ExportMenu'
import { ShareMenu } from './ShareMenu'

type ExperimentActionsProps = { experiment: Experiment; figure: string | undefined }

export function ExperimentActions({ experiment, figure }: ExperimentActionsProps) {
  const { id, name, status } = experiment
  const navigate = useNavigate()
  return (
    <Group gap={8} className={classes.actions} data-testid="actions">
      {!hasEnded(status) && <CancelButton id={id} />}
      <ShareMenu id={id} isCheck={experiment.check !== null} />
      <ExportMenu experiment={experiment} figure={figure ?? 'variance-by-depth'} />
      <ExperimentMenu id={id} name={name} variant="default" onDeleted={() => navigate('/')} />
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
