import type { DeploymentRowView } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { type Done, eachOf } from '../../api/each-of.ts'

/** How many deployments one call deletes. */
const MOST = 50

/** Starts a run of each with what it has. */
export const runAll = (rows: readonly DeploymentRowView[]): Promise<Done> =>
  eachOf(rows, ({ id }) => api.deployments.createFlowRun({ params: { id }, body: {} }))

/** Pauses deployments, or lets them go on. */
export const pauseAll = (rows: readonly DeploymentRowView[], paused: boolean): Promise<Done> =>
  eachOf(
    rows.filter((row) => row.paused !== paused),
    ({ id }) => api.deployments.update({ params: { id }, body: { paused } }),
  )

/** Gives deployments a tag, or takes it from them. */
export const tagAll = (
  rows: readonly DeploymentRowView[],
  { tag, remove }: { readonly tag: string; readonly remove: boolean },
): Promise<Done> =>
  eachOf(
    rows.filter(({ tags }) => tags.includes(tag) === remove),
    ({ id, tags }) =>
      api.deployments.update({ params: { id }, body: { tags: remove ? tags.filter((each) => each !== tag) : [...tags, tag] } }),
  )

/** Deletes deployments with their schedules and the runs that have not begun. */
export async function deleteAll(rows: readonly DeploymentRowView[]): Promise<Done> {
  let done = 0
  for (let from = 0; from < rows.length; from += MOST) {
    const ids = rows.slice(from, from + MOST).map(({ id }) => id)
    done += (await api.bulk.deleteDeployments({ body: { deployments: { id: { any_: ids } }, limit: MOST } })).deleted.length
  }
  return { done, refused: rows.length - done, reason: undefined }
}
