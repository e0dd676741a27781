import { expect, it } from 'vitest'
import { projectPath } from './project-path'
import { refreshWhile } from './refresh'

it('keeps the slashes of a project and escapes the rest', () => {
  expect(projectPath('vision/hyper mlp')).toBe('/checks/vision/hyper%20mlp')
})

it('asks again only while something runs or the server is away', () => {
  expect(refreshWhile([{ status: 'passed' }, { status: 'running' }], false)).toBeGreaterThan(0)
  expect(refreshWhile([{ status: 'passed' }, { status: 'failed' }], false)).toBe(false)
  expect(refreshWhile(undefined, false)).toBe(false)
  expect(refreshWhile([], true)).toBeGreaterThan(0)
})
