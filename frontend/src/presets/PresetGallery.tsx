import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { presetsOptions } from '@/api/catalogues'
import { predictionOptions } from '@/api/predictions'
import type { PresetInfo } from '@/api/types'
import { DepthSparkline } from '@/components/DepthSparkline'
import { ProblemNote } from '@/components/ProblemNote'
import classes from './PresetGallery.module.css'
import { predictedProfile } from './predicted-profile'

type PresetGalleryProps = {
  current: string | null
  onPick: (preset: PresetInfo) => void
  /** The small pictures may wait until the page's own picture is there. */
  pictures: boolean
  /** A row above the spec, or the page's own content. */
  layout: 'row' | 'page'
}

type Size = { width: number; height: number }

const SIZES: Record<PresetGalleryProps['layout'], Size> = {
  row: { width: 172, height: 56 },
  page: { width: 340, height: 96 },
}
const PLACES = ['a', 'b', 'c', 'd', 'e']

export function PresetGallery({ current, onPick, pictures, layout }: PresetGalleryProps) {
  const presets = useQuery(presetsOptions)
  if (presets.isError)
    return <ProblemNote error={presets.error} onRetry={() => presets.refetch()} />
  return (
    <>
      <p className={classes.key}>
        Pictures: second moment of the pre-activations, layer by layer, as theory predicts it (log
        scale; dotted: 1).
      </p>
      <ul
        className={classes.gallery}
        data-layout={layout}
        aria-label="Presets"
        data-testid="presets"
      >
        {presets.isPending && PLACES.map((place) => <Skeleton key={place} height={190} />)}
        {presets.data?.map((preset) => (
          <li key={preset.name}>
            <PresetCard
              preset={preset}
              current={preset.name === current}
              onPick={onPick}
              pictures={pictures}
              layout={layout}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

type PresetCardProps = Omit<PresetGalleryProps, 'current'> & {
  preset: PresetInfo
  current: boolean
}

function PresetCard({ preset, current, onPick, pictures, layout }: PresetCardProps) {
  return (
    <button
      type="button"
      className={classes.card}
      aria-pressed={current}
      onClick={() => onPick(preset)}
      data-testid={`preset-${preset.name}`}
    >
      <span className={classes.picture}>
        {pictures && <PresetPicture preset={preset} size={SIZES[layout]} />}
      </span>
      <span className={classes.title}>{preset.title}</span>
      <span className={classes.summary}>{preset.summary}</span>
    </button>
  )
}

/** What theory says will happen by depth, as the preset stands. */
function PresetPicture({ preset, size }: { preset: PresetInfo; size: Size }) {
  const prediction = useQuery(predictionOptions(preset.spec_yaml, null))
  if (!prediction.data) return null
  return <DepthSparkline profile={predictedProfile(prediction.data)} {...size} />
}
