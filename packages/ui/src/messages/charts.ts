import { counted, listInWords } from './counted.ts'

/** The texts of charts that many pages have. */
export const chartText = {
  runs: (counts: readonly (readonly [state: string, count: number])[]) =>
    counts.length === 0
      ? 'No runs yet'
      : `${counted(
          counts.reduce((sum, [, count]) => sum + count, 0),
          'latest run',
          'latest runs',
        )}: ${listInWords(counts.map(([state, count]) => `${count} ${state}`))}`,
} as const
