import type { components } from './generated/schema'

type Schemas = components['schemas']

export type Experiment = Schemas['Experiment'] & {
  check?: { id: string; status: string; project: string | null } | null
}
export type ExperimentItem = Schemas['ExperimentItem']
export type Run = Schemas['Run']
export type Status = Run['status']
export type Verdict = Schemas['Verdict'] & { changes?: Change[] }
export type Summary = Schemas['Summary']
export type Severity = Summary['severity']
export type Profile = Schemas['Profile']
export type Estimates = Schemas['Estimates']
export type Prediction = Schemas['Prediction']
export type OutlineNode = Schemas['OutlineNode']
export type PartInfo = Schemas['PartInfo']
export type PartField = Schemas['PartField']
export type NetworkParts = Schemas['NetworkParts']
export type FigureJson = Schemas['Figure']
export type FigureInfo = Schemas['FigureInfo']
export type SchemeInfo = Schemas['SchemeInfo']
export type SchemeFitting = Schemas['SchemeFitting']
export type SchemeParameter = Schemas['SchemeParameter']
export type DatasetInfo = Schemas['DatasetInfo']
export type PresetInfo = Schemas['PresetInfo']
export type FieldError = Schemas['FieldError']
export type Problem = Schemas['Problem']
export type LiveEvent = Schemas['RunEvent']
/** One field of a spec, by its dotted path, and what a repair puts there. */
export type Change = { field: string; value: unknown }
export type RuleInfo = {
  code: string
  name: string
  title: string
  meaning: string
  figure: string
  source: string
  bounds: {
    name: string
    meaning: string
    source: string
    values: Record<string, number>
  }[]
  presets: string[]
}
