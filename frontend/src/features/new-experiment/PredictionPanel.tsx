import { Figure } from '@/components/Figure/Figure'
import { FigureSkeleton, usePlotlySoon } from '@/components/Figure/FigurePanel'
import { FigureWords } from '@/components/Figure/FigureWords'
import { hasPrediction } from '@/components/NetworkColumn/column-geometry'
import { NetworkColumn } from '@/components/NetworkColumn/NetworkColumn'
import { ProblemNote } from '@/components/ProblemNote'
import classes from './NewExperiment.module.css'
import type { Validation } from './use-validation'

/** What theory says will happen at step 0, before anything runs. */
export function PredictionPanel({ validation }: { validation: Validation }) {
  const { prediction, stale, failure } = validation
  const isSilent = prediction !== undefined && !hasPrediction(prediction)
  usePlotlySoon()
  return (
    <>
      <section className={classes.prediction} aria-label="Prediction" data-testid="prediction">
        {failure && <ProblemNote error={failure} />}
        {!prediction?.figure && !failure && <FigureSkeleton height={440} />}
        {prediction?.figure && isSilent && <NoPrediction silences={prediction.silences} />}
        {prediction?.figure && !isSilent && (
          <figure
            className={classes.figure}
            data-stale={stale || undefined}
            data-testid="prediction-figure"
          >
            <Figure figure={prediction.figure} identity="prediction" />
            <FigureWords figure={prediction.figure} />
          </figure>
        )}
        {!isSilent &&
          prediction?.silences.map((silence) => (
            <p key={silence} className={classes.silence} data-testid="silence">
              {silence}
            </p>
          ))}
        {prediction?.warnings.map((warning) => (
          <p key={warning} className={classes.warning}>
            {warning}
          </p>
        ))}
      </section>
      {prediction && (
        <div className={classes.network}>
          <NetworkColumn prediction={prediction} stale={stale} />
        </div>
      )}
    </>
  )
}

/** Theory has nothing to draw: it says why, and what to do. */
function NoPrediction({ silences }: { silences: readonly string[] }) {
  return (
    <div className={classes.silent} data-testid="no-prediction">
      {silences.map((silence) => (
        <p key={silence}>{silence}</p>
      ))}
      <p>Run it all the same: every layer is measured, whether theory knows it or not.</p>
    </div>
  )
}
