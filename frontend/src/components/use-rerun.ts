import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { experimentKeys, rerunExperiment } from '@/api/experiments'
import { notifyProblem } from './notify'

/** Queue the same spec again and go to the new experiment. */
export function useRerun() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: rerunExperiment,
    onSuccess: (experiment) => {
      client.setQueryData(experimentKeys.detail(experiment.id), experiment)
      client.invalidateQueries({ queryKey: experimentKeys.lists() })
      navigate(`/experiments/${experiment.id}`)
    },
    onError: notifyProblem,
  })
}
