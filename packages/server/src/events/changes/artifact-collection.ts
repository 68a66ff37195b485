import type { LatestArtifact } from '../../store/queries/artifacts.ts'
import type { Told } from '../tell.ts'
import { type Change, objectChanged } from './object-changed.ts'

/** That a key got its first artifact, another newest one, or lost its last. */
export function artifactCollectionChanged(what: Change, latest: LatestArtifact): Told {
  const { id, key, type, data, description, latest_id: latestId, flow_run_id: flowRunId, task_run_id: taskRunId } = latest
  const related = [
    ['latest', 'artifact', latestId],
    ['flow-run', 'flow-run', flowRunId],
    ['task-run', 'task-run', taskRunId],
  ] as const
  return objectChanged(
    'artifact-collection',
    what,
    { id, name: key },
    {
      payload: { key, type, data, description },
      related: related.flatMap(([role, kind, other]) =>
        other === null ? [] : [{ 'prefect.resource.id': `prefect.${kind}.${other}`, 'prefect.resource.role': role }],
      ),
    },
  )
}
