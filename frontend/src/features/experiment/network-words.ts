import type { Experiment } from '@/api/types'

type Spec = Experiment['spec']

/** The network whose activations are looked at: the main network of a hypernetwork, or the network. */
export function mainNetwork({ network }: Spec) {
  return network.kind === 'hypernetwork' ? network.main : network
}

/** Widths as people write them: 784, 500 × 5, 10. */
export function formatWidths(widths: readonly number[]): string {
  const groups: { width: number; count: number }[] = []
  for (const width of widths) {
    const last = groups.at(-1)
    if (last?.width === width) last.count += 1
    else groups.push({ width, count: 1 })
  }
  return groups
    .map(({ width, count }) => (count > 1 ? `${width} × ${count}` : `${width}`))
    .join(', ')
}

/** How many tasks are learned in sequence. */
export function numberOfTasks({ data }: Spec): number {
  return data.name === 'regression-tasks' ? data.tasks : 1
}

/** The experiment in one line: what is trained on what, for how long. */
export function describeSpec(spec: Spec): string {
  const main = mainNetwork(spec)
  const over = spec.network.kind === 'hypernetwork' ? 'hypernetwork over ' : ''
  const tasks = numberOfTasks(spec)
  const times = tasks > 1 ? `${tasks} tasks of ` : ''
  return `${over}${describeMain(main)}, on ${spec.data.name}, ${times}${spec.training.steps} steps`
}

function describeMain(main: ReturnType<typeof mainNetwork>): string {
  if (main.kind === 'sequential')
    return `${main.layers.length} layers from ${main.input.join(' × ')}`
  return `MLP ${formatWidths(main.widths)} ${main.activation}`
}
