import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { ClosingLine } from './scripts/closing-line.ts'
import { LongestFirst } from './scripts/longest-first.ts'

// All processes of the tests, those of vitest and those they start, share what Node has compiled, which spares each start of one the compiling.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'millrace-tests-compiled')

/** What mostly waits for other processes: three files at once, even on two cores. */
const WAITING = { maxWorkers: 3, sequence: { groupOrder: 0 } }

/** How long `expect.poll` waits for what is to come, on a slow machine too; its own second is soon over. */
const PATIENT = { poll: { timeout: 30_000 } }

/** Every test waits for conditions, never for a time, and uses ports and folders of its own: files run side by side. */
export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts'],
          globalSetup: ['packages/server/src/store/make-empty-databases.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          expect: PATIENT,
        },
      },
      { test: { name: 'e2e', include: ['e2e/src/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000, expect: PATIENT, ...WAITING } },
      {
        test: {
          name: 'interop',
          include: ['interop/src/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: PATIENT,
          ...WAITING,
        },
      },
    ],
  },
})
