import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Builds the case report page to web/dist; api/http/pages.ts serves it. */
export default defineConfig({
  root: here('case-report'),
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    assetsDir: 'assets/app',
    target: 'es2023',
    chunkSizeWarningLimit: 3000,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
  },
})
