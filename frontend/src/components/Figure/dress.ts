import type { FigureJson } from '@/api/types'

const PAGE_FONT = "'IBM Plex Sans Variable', system-ui, sans-serif"

export const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  responsive: false, // a ResizeObserver does it, for containers too
  scrollZoom: false,
  doubleClick: 'reset',
  showTips: false,
}

/** The server's layout in the page's font, keeping what the reader zoomed to from frame to frame. */
export function dressLayout(figure: FigureJson, identity: string): Record<string, unknown> {
  const { layout } = figure
  const hoverlabel = layout.hoverlabel as { font?: object } | undefined
  return {
    ...layout,
    uirevision: identity,
    font: { ...(layout.font as object), family: PAGE_FONT },
    hoverlabel: { ...hoverlabel, font: { ...hoverlabel?.font, family: PAGE_FONT } },
  }
}

export type FigureTable = { columns: string[]; rows: (string | number | null)[][] }
export type FigureMeta = { title: string; summary: string; table: FigureTable | null }

/** The words and numbers that go with the picture, from layout.meta. */
export function figureMeta(figure: FigureJson | undefined): FigureMeta {
  const meta = (figure?.layout.meta ?? {}) as Partial<FigureMeta>
  return { title: meta.title ?? '', summary: meta.summary ?? '', table: meta.table ?? null }
}

export function figureHeight(figure: FigureJson | undefined): number | undefined {
  const height = figure?.layout.height
  return typeof height === 'number' ? height : undefined
}

/** Names the axes of a figure: two figures of the same key have the same grid of panels. */
export function panelKey({ layout }: FigureJson): string {
  return Object.keys(layout)
    .filter((name) => /^[xy]axis\d*$/.test(name))
    .sort()
    .join(' ')
}
