import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes a minute or more, or much longer than others of its kind: begun last, each would be the only one at work at the end. */
const LONGEST = [
  'differential/differential',
  'interop/src/command-line',
  'mixed-workers',
  'web-ui',
  'engines',
  'served',
  'interop/src/background-tasks',
  'chaos',
  'every-page',
  'interop/src/features',
  'ui/accounts',
  'our-commands',
  'schemathesis',
  'sdk-suite',
  'our-ui',
  'ui/server-pages',
  'e2e/src/docker',
  'ui/run-page',
  'two-databases',
  'interop/src/limits',
  'e2e/src/automations',
  'e2e/src/storage',
  'e2e/src/workers',
  'millrace/src/docs',
  'sdk/src/storage/storage',
  'task-runners/task-runners',
  'redis/src/distributed',
  'packages/docker/src/docker',
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
