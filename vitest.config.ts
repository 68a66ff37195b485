import { defineConfig } from 'vitest/config'
import { ClosingLine } from './scripts/closing-line.ts'

/** Every test waits for conditions, never for a time, and uses ports and folders of its own: files run side by side. */
export default defineConfig({
  test: {
    // Many tests wait for other processes: two files at once even on two cores.
    maxWorkers: 2,
    reporters: ['default', new ClosingLine()],
    projects: [
      { test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 } },
      { test: { name: 'e2e', include: ['e2e/src/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000 } },
      {
        test: {
          name: 'interop',
          include: ['interop/src/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
