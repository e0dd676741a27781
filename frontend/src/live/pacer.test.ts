import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPacer } from './pacer'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('runs at once, then at most once an interval, and the last request is never lost', async () => {
  const task = vi.fn(async () => {})
  const pacer = createPacer(task, 300)
  pacer.request()
  await vi.advanceTimersByTimeAsync(0)
  expect(task).toHaveBeenCalledTimes(1)
  for (let k = 0; k < 50; k++) pacer.request()
  await vi.advanceTimersByTimeAsync(299)
  expect(task).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(task).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(task).toHaveBeenCalledTimes(2)
})

it('waits for a slow task instead of starting it twice', async () => {
  let finish = () => {}
  const task = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)))
  const pacer = createPacer(task, 100)
  pacer.request()
  await vi.advanceTimersByTimeAsync(0)
  pacer.request()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(task).toHaveBeenCalledTimes(1)
  finish()
  await vi.advanceTimersByTimeAsync(0)
  expect(task).toHaveBeenCalledTimes(2)
})

it('does nothing after it was stopped', async () => {
  const task = vi.fn(async () => {})
  const pacer = createPacer(task, 100)
  pacer.request()
  pacer.stop()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(task).not.toHaveBeenCalled()
})
