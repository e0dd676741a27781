/** Where a step lies between 0 (left) and 1: logarithmic, with step 0 in its own place. */
export function stepPosition(step: number, total: number): number {
  return total <= 0 ? 0 : Math.log1p(Math.min(step, total)) / Math.log1p(total)
}

/** The recorded step nearest to a position on the track. */
export function nearestStep(steps: readonly number[], position: number, total: number): number {
  let best = steps[0] ?? 0
  for (const step of steps) {
    const distance = Math.abs(stepPosition(step, total) - position)
    if (distance < Math.abs(stepPosition(best, total) - position)) best = step
  }
  return best
}

/** The recorded step `offset` places from the current one, staying inside. */
export function neighborStep(steps: readonly number[], current: number, offset: number): number {
  const index = steps.findLastIndex((step) => step <= current)
  const target = Math.min(Math.max(Math.max(index, 0) + offset, 0), steps.length - 1)
  return steps[target] ?? 0
}

/** Labels below the track: 0, powers of ten that do not crowd the end, and the end. */
export function tickSteps(total: number): number[] {
  const ticks = [0]
  for (let power = 1; power < total; power *= 10) {
    if (stepPosition(total, total) - stepPosition(power, total) > 0.09) ticks.push(power)
  }
  if (total > 0) ticks.push(total)
  return ticks
}
