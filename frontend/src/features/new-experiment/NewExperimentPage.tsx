import { SegmentedControl, Skeleton, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { lazy, Suspense, useMemo, useState } from 'react'
import { PresetGallery } from '@/presets/PresetGallery'
import { shapesByField } from '@/spec/shapes'
import { type Draft, DraftProvider } from './draft'
import classes from './NewExperiment.module.css'
import { PredictionPanel } from './PredictionPanel'
import { ReplaceDialog } from './ReplaceDialog'
import { RunPanel } from './RunPanel'
import { SpecForm } from './SpecForm'
import { usePresetChoice } from './use-preset-choice'
import { useSpecDraft } from './use-spec-draft'
import { useValidation, type Validation } from './use-validation'

const YamlEditor = lazy(() => import('@/components/YamlEditor/YamlEditor'))

type Mode = 'form' | 'yaml'

export function NewExperimentPage() {
  useDocumentTitle('New experiment · Fanscope')
  const draft = useSpecDraft()
  const validation = useValidation(draft.document)
  const choice = usePresetChoice(draft)
  return (
    <>
      <Title order={1} mb={6}>
        New experiment
      </Title>
      <PresetGallery
        current={draft.current}
        onPick={choice.pick}
        pictures={validation.prediction !== undefined}
        layout="row"
      />
      <ReplaceDialog preset={choice.waiting} onAnswer={choice.answer} />
      <div className={classes.desk}>
        <SpecPanel draft={draft} validation={validation} />
        <div className={classes.outcome}>
          <RunPanel text={draft.text} document={draft.document} validation={validation} />
          <PredictionPanel validation={validation} />
        </div>
      </div>
    </>
  )
}

type SpecPanelProps = { draft: ReturnType<typeof useSpecDraft>; validation: Validation }

function SpecPanel({ draft, validation }: SpecPanelProps) {
  const [mode, setMode] = useState<Mode>('form')
  const { document, text, setText, update } = draft
  const form = useMemo<Draft>(
    () => ({
      value: document?.value,
      errors: validation.errors,
      shapes: shapesByField(validation.shapes, document?.value),
      update,
    }),
    [document, validation.errors, validation.shapes, update],
  )
  return (
    <section className={classes.spec} aria-label="Spec">
      <SegmentedControl
        size="sm"
        mb={14}
        aria-label="Write the spec as"
        data={[
          { value: 'form', label: 'Form' },
          { value: 'yaml', label: 'YAML' },
        ]}
        value={mode}
        onChange={(value) => setMode(value as Mode)}
        data-testid="spec-mode"
      />
      {!document && <Skeleton height={480} />}
      {document && mode === 'yaml' && (
        <div className={classes.editor}>
          <Suspense fallback={<pre className={classes.plain}>{text}</pre>}>
            <YamlEditor
              value={text}
              label="Spec as YAML"
              onChange={setText}
              marks={validation.marks}
            />
          </Suspense>
        </div>
      )}
      {document && mode === 'form' && (
        <fieldset className={classes.bare} disabled={document.problems.length > 0}>
          <DraftProvider value={form}>
            <SpecForm />
          </DraftProvider>
        </fieldset>
      )}
    </section>
  )
}
