import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { createExperiment, experimentKeys } from '@/api/experiments'
import type { Change, Experiment } from '@/api/types'
import { notifyDone, notifyProblem } from '@/components/notify'
import { describeChange, repairSpec } from '@/spec/repair'

/** Mend the spec as a verdict advises, run it anew and go there. */
export function useRepair({ spec, spec_yaml: yaml }: Experiment) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (changes: readonly Change[]) => createExperiment(repairSpec(yaml, changes)),
    onSuccess: (experiment, changes) => {
      client.setQueryData(experimentKeys.detail(experiment.id), experiment)
      client.invalidateQueries({ queryKey: experimentKeys.lists() })
      notifyDone(`Changed ${changes.map((each) => describeChange(spec, each)).join('; ')}`)
      navigate(`/experiments/${experiment.id}`)
    },
    onError: notifyProblem,
  })
}
