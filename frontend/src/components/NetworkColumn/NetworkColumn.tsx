import { memo } from 'react'
import type { OutlineNode, Prediction } from '@/api/types'
import { formatCount, formatNumber, formatShape } from '@/format/numbers'
import { SchemeName } from '@/schemes/SchemeMark'
import { type Column, columnGeometry, hasPrediction } from './column-geometry'
import { MomentScale, MomentStrip } from './MomentStrip'
import classes from './NetworkColumn.module.css'

type NetworkColumnProps = { prediction: Prediction; stale?: boolean }

/** The network from input to output, a row a node, with what theory says leaves each. */
export const NetworkColumn = memo(function NetworkColumn({
  prediction,
  stale,
}: NetworkColumnProps) {
  const { outline } = prediction
  const column = columnGeometry(prediction)
  const predicted = hasPrediction(prediction)
  return (
    <section
      className={classes.column}
      data-stale={stale || undefined}
      data-testid="network-column"
      aria-label="Network, layer by layer"
    >
      <header className={classes.head}>
        <h2>Network</h2>
        <p>{describe(prediction)}</p>
        {!predicted && prediction.silences.map((silence) => <p key={silence}>{silence}</p>)}
        {predicted && (
          <p className={classes.schemes} aria-hidden="true">
            {column.lines.map(({ scheme }) => (
              <SchemeName key={scheme} scheme={scheme} />
            ))}
          </p>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label="Network as a table">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">layer</th>
              <th scope="col" className={classes.number}>
                output
              </th>
              <th scope="col" className={classes.number}>
                parameters
              </th>
              {predicted && (
                <th scope="col" className={classes.strip}>
                  <MomentScale column={column} />
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            <tr className={classes.input}>
              <th scope="row">input</th>
              <td className={classes.number}>{formatShape(outline[0]?.input ?? [])}</td>
              <td />
              {predicted && <td />}
            </tr>
            {outline.map((node, row) => (
              <NodeRow key={node.name} node={node} column={predicted ? column : null} row={row} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
})

type NodeRowProps = { node: OutlineNode; column: Column | null; row: number }

function NodeRow({ node, column, row }: NodeRowProps) {
  const isFunction = node.op === 'activation'
  return (
    <tr data-testid={`node-${node.name}`}>
      <th scope="row" title={node.name}>
        <span className={classes.node}>
          {railsOf(node).map((branch, depth) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rail is its depth
            <span key={depth} className={classes.rail} data-branch={branch} aria-hidden="true" />
          ))}
          <span className={classes.op}>{isFunction ? node.detail : node.op}</span>
          <span className={classes.detail}>{isFunction ? '' : detailOf(node)}</span>
        </span>
      </th>
      <td className={classes.number}>{formatShape(node.output)}</td>
      <td className={classes.number}>
        {node.parameters > 0 && formatCount(node.parameters)}
        {node.generated > 0 && <Generated node={node} />}
      </td>
      {column && (
        <td className={classes.strip}>
          <MomentStrip column={column} row={row} />
          {node.layers.length > 0 && !isPredicted(column, row) && (
            <span className={classes.unknown}>not predicted</span>
          )}
          <span className={classes.spoken}>{speak(column, row)}</span>
        </td>
      )}
    </tr>
  )
}

function Generated({ node }: { node: OutlineNode }) {
  const all = node.generated === node.parameters
  const words = `${all ? 'all' : formatCount(node.generated)} generated`
  return (
    <span className={classes.generated} title={`${words} by the hypernetwork`}>
      <span className={classes.spoken}>, {words}</span>
    </span>
  )
}

/** The branches that a node stands in, outermost first. */
export function railsOf({ field, depth }: OutlineNode): string[] {
  const branches = field.split('.').filter((key) => key === 'body' || key === 'shortcut')
  return branches.slice(0, depth)
}

function detailOf({ field, detail }: OutlineNode): string {
  const isFirst = /\.shortcut\.0$/.test(field)
  return [isFirst ? 'shortcut' : '', detail].filter(Boolean).join(', ')
}

function describe({ outline, parameters }: Prediction): string {
  const weighted = outline.reduce((count, node) => count + node.layers.length, 0)
  const generated = outline.reduce((count, node) => count + node.generated, 0)
  const words = `${formatCount(weighted)} weighted layers, ${formatCount(parameters.main)} parameters`
  if (generated === 0) return words
  return `${words}; ${formatCount(generated)} of them (◇) generated by ${formatCount(parameters.hypernetwork)} of the hypernetwork`
}

function isPredicted({ lines }: Column, row: number): boolean {
  return lines.some(({ points }) => points.some((point) => point.row === row))
}

function speak({ lines }: Column, row: number): string {
  const values = lines.flatMap(({ scheme, points }) => {
    const point = points.find((each) => each.row === row)
    return point ? [`${scheme} ${formatNumber(point.value)}`] : []
  })
  return values.join(', ')
}
