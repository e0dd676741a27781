import { useComputedColorScheme } from '@mantine/core'
import { markerPoints } from './markers'
import { schemeStyle } from './style'

const DASH_ARRAYS: Record<string, string> = {
  dot: '1.5 2.5',
  dashdot: '5 2 1.5 2',
  longdashdot: '8 2 1.5 2',
}

/** A piece of the scheme's line with its marker: the key to every figure, without a legend. */
export function SchemeMark({ scheme }: { scheme: string }) {
  const style = schemeStyle(scheme, useComputedColorScheme('light'))
  return (
    <svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true" style={{ flex: 'none' }}>
      <line
        x1="0"
        x2="22"
        y1="6"
        y2="6"
        stroke={style.line}
        strokeWidth="2"
        strokeDasharray={DASH_ARRAYS[style.dash]}
      />
      <polygon points={markerPoints(style.marker, 11, 6, 4.6)} fill={style.line} />
    </svg>
  )
}

export function SchemeName({ scheme }: { scheme: string }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 7, minWidth: 0 }}>
      <SchemeMark scheme={scheme} />
      <span style={{ overflowWrap: 'anywhere' }}>{scheme}</span>
    </span>
  )
}
