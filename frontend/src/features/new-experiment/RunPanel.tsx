import { Button, Kbd } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { createExperiment, experimentKeys } from '@/api/experiments'
import { notifyProblem } from '@/components/notify'
import type { SpecDocument } from '@/spec/document'
import { CheckButton } from './CheckButton'
import { EstimateLine } from './EstimateLine'
import classes from './NewExperiment.module.css'
import { Obstacles } from './Obstacles'
import type { Validation } from './use-validation'

const EVERYWHERE: string[] = []

type RunPanelProps = { text: string; document: SpecDocument | null; validation: Validation }

/** What it will take, and the button; disabled with the reason while the spec is wrong. */
export function RunPanel({ text, document, validation }: RunPanelProps) {
  const { errors, obstacle, prediction, stale } = validation
  const client = useQueryClient()
  const navigate = useNavigate()
  const creation = useMutation({
    mutationFn: () => createExperiment(text),
    onSuccess: (experiment) => {
      client.setQueryData(experimentKeys.detail(experiment.id), experiment)
      client.invalidateQueries({ queryKey: experimentKeys.lists() })
      navigate(`/experiments/${experiment.id}`)
    },
    onError: notifyProblem,
  })
  const run = () => obstacle === null && !creation.isPending && creation.mutate()
  useHotkeys([['mod+Enter', run]], EVERYWHERE, true)
  return (
    <section className={classes.run} aria-label="Run">
      <div className={classes.start}>
        <EstimateLine estimate={prediction?.estimate} stale={stale} />
        <div className={classes.buttons}>
          <CheckButton text={text} blocked={obstacle !== null} />
          <Button
            size="md"
            leftSection={<IconPlayerPlay size={18} />}
            rightSection={
              <Kbd size="xs" visibleFrom="sm">
                Ctrl ⏎
              </Kbd>
            }
            disabled={obstacle !== null}
            loading={creation.isPending}
            onClick={run}
            aria-describedby="obstacle"
            data-testid="run-experiment"
          >
            Run
          </Button>
        </div>
      </div>
      <Obstacles document={document} errors={errors} obstacle={obstacle} />
    </section>
  )
}
