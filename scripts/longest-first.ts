import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes minutes: begun last, each would be the only one at work at the end. */
const LONGEST = [
  'differential/differential',
  'mixed-workers',
  'command-line',
  'engines',
  'e2e/src/storage',
  'ui/server-pages',
  'ui/run-page',
  'our-commands',
  'schemathesis',
  'chaos',
]

/** Runs the files that take longest first, which a new machine has no record of, and the others in vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    return others.toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = LONGEST.findIndex((part) => moduleId.includes(`${part}.test.`))
  return rank === -1 ? LONGEST.length : rank
}
