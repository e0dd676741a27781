import { useInViewport } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { predictionOptions } from '@/api/predictions'
import type { PresetInfo } from '@/api/types'
import { DepthSparkline } from '@/components/DepthSparkline'
import { formatDuration } from '@/format/times'
import { kindOf } from './groups'
import type { PresetCardProps } from './PresetGallery'
import classes from './PresetGallery.module.css'
import { predictedProfile } from './predicted-profile'
import { saySilence } from './silence-words'

const SIZES = { row: { width: 96, height: 44 }, page: { width: 340, height: 96 } }

/** A preset: what there is to see, and in which sizes it can be had. */
export function PresetCard({ family, current, onPick, pictures, layout }: PresetCardProps) {
  const { preset, small } = family
  const chosen = current === preset.name || (small !== null && current === small.name)
  return (
    <article className={classes.card} data-chosen={chosen || undefined}>
      <button
        type="button"
        className={classes.face}
        aria-pressed={chosen}
        onClick={() => onPick(preset)}
        data-testid={`preset-${preset.name}`}
      >
        <span className={classes.picture}>
          {pictures && <PresetPicture preset={preset} size={SIZES[layout]} />}
        </span>
        <span className={classes.name}>
          <span className={classes.group}>{kindOf(preset.group)}</span>
          <span className={classes.title}>{preset.title}</span>
        </span>
        <span className={classes.summary}>{preset.summary}</span>
      </button>
      <div className={classes.sizes}>
        {small ? (
          <>
            <SizeButton preset={preset} label="Full" current={current} onPick={onPick} />
            <SizeButton preset={small} label="Small" current={current} onPick={onPick} />
          </>
        ) : (
          <span className={classes.time}>{formatDuration(preset.duration_s)}</span>
        )}
      </div>
    </article>
  )
}

type SizeButtonProps = Pick<PresetCardProps, 'current' | 'onPick'> & {
  preset: PresetInfo
  label: string
}

function SizeButton({ preset, label, current, onPick }: SizeButtonProps) {
  return (
    <button
      type="button"
      className={classes.size}
      aria-pressed={current === preset.name}
      title={`${preset.title}. ${preset.summary}`}
      onClick={() => onPick(preset)}
      data-testid={label === 'Small' ? `preset-${preset.name}` : `full-${preset.name}`}
    >
      <strong>{label}</strong> {formatDuration(preset.duration_s)}
    </button>
  )
}

type Size = { width: number; height: number }

/** What theory says will happen by depth, as the preset stands. */
function PresetPicture({ preset, size }: { preset: PresetInfo; size: Size }) {
  const { ref, inViewport } = useInViewport()
  const prediction = useQuery({
    ...predictionOptions(preset.spec_yaml, null),
    enabled: inViewport, // a long row asks only for what is looked at
    gcTime: Number.POSITIVE_INFINITY,
  })
  const profile = prediction.data && predictedProfile(prediction.data)
  const isSilent = profile?.every(({ layers }) => layers.length === 0)
  return (
    <span ref={ref} className={classes.view}>
      {isSilent && (
        <span className={classes.silent} title={prediction.data?.silences[0]}>
          {saySilence(prediction.data?.silences ?? [])}
        </span>
      )}
      {profile && !isSilent && <DepthSparkline profile={profile} {...size} />}
    </span>
  )
}
