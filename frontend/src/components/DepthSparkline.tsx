import { useComputedColorScheme } from '@mantine/core'
import type { Profile } from '@/api/types'
import { markerPoints } from '@/schemes/markers'
import { schemeStyle } from '@/schemes/style'
import classes from './DepthSparkline.module.css'
import { depthGeometry } from './depth-geometry'

type DepthSparklineProps = { profile: readonly Profile[]; width?: number; height?: number }

/** Second moment of the pre-activations over depth, log scale, one line a scheme. */
export function DepthSparkline({ profile, width = 156, height = 46 }: DepthSparklineProps) {
  const theme = useComputedColorScheme('light')
  const { lines, unitY } = depthGeometry(profile, { width, height, padding: 6 })
  return (
    <svg
      className={classes.sparkline}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={describe(profile)}
    >
      <line className={classes.unit} x1="0" x2={width} y1={unitY} y2={unitY} />
      {lines.map(({ scheme, path, end, fault }) => {
        const style = schemeStyle(scheme, theme)
        return (
          <g key={scheme} data-scheme={scheme}>
            <path d={path} fill="none" stroke={style.line} strokeWidth="1.75" />
            {end && (
              <polygon points={markerPoints(style.marker, end[0], end[1], 3.2)} fill={style.line} />
            )}
            {fault && (
              <path
                className={classes.fault}
                d={`M${fault[0] - 3},${fault[1] - 3}l6,6m0,-6l-6,6`}
              />
            )}
          </g>
        )
      })}
    </svg>
  )
}

function describe(profile: readonly Profile[]): string {
  if (profile.length === 0) return 'No depth profile yet'
  return `Pre-activation second moment by depth for ${profile.map((p) => p.scheme).join(', ')}`
}
