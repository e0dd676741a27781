declare module 'plotly.js-cartesian-dist-min' {
  type ImageOptions = {
    format: 'png' | 'svg'
    width: number
    height: number
    scale?: number
    filename?: string
  }
  type Draw = (
    element: HTMLElement,
    data: unknown[],
    layout: Record<string, unknown>,
    config: Record<string, unknown>,
  ) => Promise<HTMLElement>
  type PlotlyModule = {
    newPlot: Draw
    react: Draw
    purge(element: HTMLElement): void
    toImage(
      figure: { data: unknown[]; layout: Record<string, unknown> },
      options: ImageOptions,
    ): Promise<string>
    Plots: { resize(element: HTMLElement): Promise<void> | undefined }
  }
  const Plotly: PlotlyModule
  export default Plotly
}
