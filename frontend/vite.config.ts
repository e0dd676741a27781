import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const backend = process.env.FANSCOPE_SERVER ?? 'http://127.0.0.1:8000'
const FONT_FALLBACK = /,\s*url\([^)]+\.(?:woff|ttf)\)\s*format\(["'](?:woff|truetype)["']\)/g

/** Every browser that can run this page reads woff2; the older copies would only fill the wheel. */
function woff2Only(): Plugin {
  return {
    name: 'woff2-only',
    enforce: 'pre',
    transform(code, id) {
      return /\.css($|\?)/.test(id) ? { code: code.replace(FONT_FALLBACK, ''), map: null } : null
    },
  }
}

/** Fetch and compile Plotly beside the page's own code; it is evaluated when the first figure comes. */
function preloadPlotly(): Plugin {
  return {
    name: 'preload-plotly',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((name) => /plotly[^/]*\.js$/.test(name))
        if (!file) return []
        const attrs = { rel: 'modulepreload', crossorigin: true, href: `/${file}` }
        return [{ tag: 'link', attrs, injectTo: 'head' as const }]
      },
    },
  }
}

export default defineConfig({
  plugins: [react(), woff2Only(), preloadPlotly()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy: { '/api': backend } },
  build: {
    outDir: '../backend/fanscope_backend/static',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500, // plotly.js is one lazy chunk of that size
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
