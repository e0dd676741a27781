/** Plotly is the largest chunk of the page; it loads once, when the first figure is near. */
export function loadPlotly() {
  loading ??= import('plotly.js-cartesian-dist-min').then((module) => module.default)
  return loading
}

let loading: Promise<typeof import('plotly.js-cartesian-dist-min')['default']> | undefined
