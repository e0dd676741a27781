import type { MapColumn } from './map-columns'
import classes from './VerdictMap.module.css'

/** The layers, input side first; a fold says how many it holds. */
export function MapHead({ columns }: { columns: readonly MapColumn[] }) {
  return (
    <thead>
      <tr>
        <th scope="col" className={classes.corner}>
          Scheme <span className={classes.axis}>\ layer, inputs → outputs</span>
        </th>
        {columns.map((column, index) => (
          <ColumnName key={column.kind === 'layer' ? column.layer : index} column={column} />
        ))}
      </tr>
    </thead>
  )
}

function ColumnName({ column }: { column: MapColumn }) {
  if (column.kind === 'network') {
    return (
      <th scope="col" className={classes.network}>
        whole network
      </th>
    )
  }
  if (column.kind === 'gap') {
    const { layers } = column
    const words = `${layers.length} layers, ${layers[0]} to ${layers.at(-1)}, nothing found`
    return (
      <th scope="col" className={classes.gap} title={words}>
        <span aria-hidden="true">
          ⋯ {layers.length}
          <br />
          layers
        </span>
        <span className="sr-only">{words}</span>
      </th>
    )
  }
  return (
    <th scope="col" className={classes.layer} title={column.layer} aria-label={column.layer}>
      {column.label}
    </th>
  )
}
