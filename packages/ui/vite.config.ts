import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { apiRoutes } from './build/api-routes.ts'
import { compressed } from './build/compressed.ts'
import { earlyEntry, earlyInput } from './build/early-entry.ts'
import { firstNeeds } from './build/first-needs.ts'

/** Groups of modules that are one file each, instead of many small ones, of which each costs a request. */
const GROUPS = [
  // What the early script needs, which must not wait for more.
  {
    name: 'first',
    priority: 2,
    test: /src\/early\/(?:addresses|begun|places)|api\/address|(?:runs|log)\/bodies|run\/first-calls|features\/[\w-]+\/search\.ts|time\/server-clock|preload-helper/,
  },
  { name: 'shared', priority: 1, minShareCount: 4, test: /packages\/ui\/src\/|lucide|use-sync|query|clsx/ },
]

export default defineConfig({
  // Relative to the page's <base>, which the server writes: the UI also works below a path prefix.
  base: './',
  plugins: [react(), tailwindcss(), apiRoutes(), earlyEntry(), firstNeeds(), compressed()],
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { input: { index: 'index.html', ...earlyInput }, output: { codeSplitting: { groups: GROUPS } } },
  },
})
