import { ActionIcon, Button } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import classes from './StepScrubber.module.css'
import { nearestStep, neighborStep, stepPosition, tickSteps } from './scrubber-geometry'

type StepScrubberProps = {
  steps: readonly number[]
  total: number
  step: number
  following: boolean
  onStep: (step: number | 'latest') => void
}

/** The recorded steps on a logarithmic track of fixed length: new frames never move the old ones. */
export function StepScrubber({ steps, total, step, following, onStep }: StepScrubberProps) {
  const move = (offset: number) => onStep(neighborStep(steps, step, offset))
  useHotkeys([
    ['ArrowLeft', () => move(-1)],
    ['ArrowRight', () => move(1)],
  ])
  return (
    <div className={classes.scrubber} data-testid="step-scrubber">
      <div className={classes.reading}>
        <ActionIcon aria-label="Previous recorded step" onClick={() => move(-1)}>
          <IconChevronLeft size={18} />
        </ActionIcon>
        <output className={classes.step} data-testid="step-value">
          step {step.toLocaleString('en-US')}
        </output>
        <ActionIcon aria-label="Next recorded step" onClick={() => move(1)}>
          <IconChevronRight size={18} />
        </ActionIcon>
      </div>
      <Track {...{ steps, total, step, following, onStep }} />
      <Button
        size="xs"
        variant={following ? 'filled' : 'default'}
        aria-pressed={following}
        onClick={() => onStep(following ? step : 'latest')}
        data-testid="follow-latest"
      >
        Follow latest
      </Button>
    </div>
  )
}

function Track({ steps, total, step, onStep }: StepScrubberProps) {
  const track = useRef<HTMLDivElement>(null)
  const pick = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect()
    if (!box || box.width === 0) return
    onStep(nearestStep(steps, (event.clientX - box.left) / box.width, total))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Home') onStep(0)
    else if (event.key === 'End') onStep('latest')
    else return
    event.preventDefault()
  }
  const ticks = steps.map((s) => `M${stepPosition(s, total) * 1000},0v10`).join('')
  return (
    <div
      className={classes.track}
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="Step"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={step}
      aria-valuetext={`step ${step}, recorded frame ${steps.indexOf(step) + 1} of ${steps.length}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        pick(event)
      }}
      onPointerMove={(event) => event.buttons > 0 && pick(event)}
      data-testid="step-slider"
    >
      <svg className={classes.ticks} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden>
        <path d={ticks} vectorEffect="non-scaling-stroke" />
      </svg>
      <span className={classes.thumb} style={{ left: `${stepPosition(step, total) * 100}%` }} />
      {tickSteps(total).map((tick) => (
        <span
          key={tick}
          className={classes.label}
          style={{ left: `${stepPosition(tick, total) * 100}%` }}
        >
          {tick.toLocaleString('en-US')}
        </span>
      ))}
    </div>
  )
}
