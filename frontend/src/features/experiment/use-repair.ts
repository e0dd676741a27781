import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { checkKeys, checkOptions, createCheck } from '@/api/checks'
import { createExperiment, experimentKeys } from '@/api/experiments'
import type { Change, Experiment } from '@/api/types'
import { notifyDone, notifyProblem } from '@/components/notify'
import { describeChange, repairSpec } from '@/spec/repair'

/**
 * Mend the spec as a verdict advises, run it anew and go there.
 *
 * A check is checked again by the same gates; it belongs to no commit, so it stays out of its project's history.
 */
export function useRepair({ spec, spec_yaml: yaml, check }: Experiment) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const submit = async (changes: readonly Change[]) => {
    const text = repairSpec(yaml, changes)
    if (!check) return (await createExperiment(text)).id
    const { gates } = await client.fetchQuery(checkOptions(check.id, check.status))
    return (await createCheck({ spec: text, gates, steps: spec.training.steps })).id
  }
  return useMutation({
    mutationFn: submit,
    onSuccess: (id, changes) => {
      client.invalidateQueries({ queryKey: experimentKeys.lists() })
      client.invalidateQueries({ queryKey: checkKeys.all })
      notifyDone(`Changed ${changes.map((each) => describeChange(spec, each)).join('; ')}`)
      navigate(`/experiments/${id}`)
    },
    onError: notifyProblem,
  })
}
