import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { apiRoutes } from './build/api-routes.ts'
import { compressed } from './build/compressed.ts'

export default defineConfig({
  // Relative to the page's <base>, which the server writes: the UI also works below a path prefix.
  base: './',
  plugins: [react(), tailwindcss(), apiRoutes(), compressed()],
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
})
