import { expect, it } from 'vitest'
import type { Experiment } from '@/api/types'
import { viewAt, viewsOf } from './views'

const spec = (data: object) => ({ data }) as unknown as Experiment['spec']
const paths = (data: object) => viewsOf(spec(data)).map(({ path }) => path)

it('shows forgetting only where several tasks are learned in sequence', () => {
  expect(paths({ name: 'regression-tasks', tasks: 3 })).toContain('forgetting')
  expect(paths({ name: 'regression-tasks', tasks: 1 })).not.toContain('forgetting')
  expect(paths({ name: 'digits' })).not.toContain('forgetting')
  expect(viewAt('forgetting')?.figure).toBe('forgetting')
})
