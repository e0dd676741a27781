import { useComputedColorScheme } from '@mantine/core'
import { formatNumber } from '@/format/numbers'
import { markerPoints } from '@/schemes/markers'
import { schemeStyle } from '@/schemes/style'
import type { Column, Point, SchemeLine } from './column-geometry'
import classes from './NetworkColumn.module.css'

const ROW_HEIGHT = 30
const MIDDLE = ROW_HEIGHT / 2

type MomentStripProps = { column: Column; row: number }

/** One row's piece of every scheme's line: from the row above through its own point to the row below. */
export function MomentStrip({ column, row }: MomentStripProps) {
  const theme = useComputedColorScheme('light')
  return (
    <svg className={classes.moments} aria-hidden="true">
      {column.ticks.map(({ power, x }) => (
        <line
          key={power}
          className={power === 0 ? classes.unit : classes.tick}
          x1={`${x}%`}
          x2={`${x}%`}
          y1="0"
          y2={ROW_HEIGHT}
        />
      ))}
      {column.lines.map((line) => {
        const style = schemeStyle(line.scheme, theme)
        const point = line.points.find((each) => each.row === row)
        return (
          <g key={line.scheme}>
            {piecesAt(line, row).map(([from, to]) => (
              <line
                key={`${from.row}`}
                stroke={style.line}
                strokeWidth="1.5"
                x1={`${from.x}%`}
                y1={(from.row - row) * ROW_HEIGHT + MIDDLE}
                x2={`${to.x}%`}
                y2={(to.row - row) * ROW_HEIGHT + MIDDLE}
              />
            ))}
            {point && (
              <svg x={`${point.x}%`} y={MIDDLE} overflow="visible" aria-hidden="true">
                <polygon points={markerPoints(style.marker, 0, 0, 4)} fill={style.line}>
                  <title>{`${line.scheme} ${formatNumber(point.value)}`}</title>
                </polygon>
              </svg>
            )}
          </g>
        )
      })}
    </svg>
  )
}

/** The stretches between two points that cross a row; the row's own picture cuts off what is outside. */
function piecesAt({ points }: SchemeLine, row: number): [Point, Point][] {
  const pairs = points.slice(1).map((to, index): [Point, Point] => [points[index] as Point, to])
  return pairs.filter(([from, to]) => to.joined && from.row <= row && to.row >= row)
}

export function MomentScale({ column }: { column: Column }) {
  return (
    <span className={classes.scale}>
      <span className={classes.scaleName}>predicted E[y²]</span>
      <span className={classes.scaleTicks} aria-hidden="true">
        {column.ticks.map(({ power, x }) => (
          <span key={power} style={{ left: `${x}%` }}>
            {power === 0 ? (
              '1'
            ) : (
              <>
                10<sup>{power}</sup>
              </>
            )}
          </span>
        ))}
      </span>
    </span>
  )
}
