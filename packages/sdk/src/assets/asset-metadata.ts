import type { Json } from '@millrace/protocol'
import { activeTaskRun, type TaskRunInfo } from '../context/task-run.ts'
import { MillraceError } from '../errors.ts'
import type { AssetOrKey } from './asset.ts'

type Metadata = Readonly<Record<string, Json>>

/** What tasks under way have said of the assets that they materialize, by key. */
const said = new WeakMap<TaskRunInfo, Map<string, Metadata>>()

/** Lets the code of a task say something of the assets with these keys. */
export const allowMetadata = (run: TaskRunInfo, keys: readonly string[]): void => void said.set(run, new Map(keys.map((key) => [key, {}])))

/** What was said of an asset. */
export const metadataOf = (run: TaskRunInfo, key: string): Metadata => said.get(run)?.get(key) ?? {}

/**
 * Says something of an asset that the task around materializes: how many rows, which version. It is the payload of the event that
 * tells of the materialization; what is said again replaces what was said under the same name.
 *
 * @throws OutsideRun outside of a task, MillraceError where the task does not materialize this asset in the process of its flow.
 */
export function addAssetMetadata(asset: AssetOrKey, metadata: Metadata): void {
  const run = activeTaskRun.get().info
  const key = typeof asset === 'string' ? asset : asset.key
  const before = said.get(run)?.get(key)
  if (before === undefined)
    throw new MillraceError(
      `task '${run.taskName}' cannot say anything of ${key}: name it in the task's \`assets\`, and run the task in the process of its flow`,
    )
  said.get(run)?.set(key, { ...before, ...metadata })
}
