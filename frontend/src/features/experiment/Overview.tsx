import { Link } from 'react-router'
import type { Experiment } from '@/api/types'
import { FigurePanel } from '@/components/Figure/FigurePanel'
import classes from './ExperimentPage.module.css'
import { RunsTable } from './RunsTable'

/** The answer at a glance: depth against theory, the loss, the runs. */
export function Overview({ experiment }: { experiment: Experiment }) {
  const { id, runs } = experiment
  return (
    <div className={classes.overview}>
      <OverviewFigure id={id} name="variance-by-depth" view="depth" title="By depth, at step 0" />
      <OverviewFigure id={id} name="loss" view="loss" title="Loss" />
      <section className={classes.wide}>
        <h2 className={classes.sheetTitle}>Runs</h2>
        <RunsTable runs={runs} />
      </section>
    </div>
  )
}

type OverviewFigureProps = { id: string; name: string; view: string; title: string }

function OverviewFigure({ id, name, view, title }: OverviewFigureProps) {
  return (
    <section className={classes.sheet}>
      <h2 className={classes.sheetTitle}>
        {title}
        <Link to={`/experiments/${id}/${view}`} preventScrollReset>
          Look closer
        </Link>
      </h2>
      <FigurePanel experimentId={id} name={name} query={{}} />
    </section>
  )
}
