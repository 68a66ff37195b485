import { type Asset, assetsOf } from '../../assets/asset.ts'
import { allowMetadata, metadataOf } from '../../assets/asset-metadata.ts'
import type { ActiveFlowRun } from '../../context/flow-run.ts'
import { emitEvent } from '../../emit-event.ts'
import type { RunState } from '../../states/run-state.ts'
import type { TaskRun } from '../task-run.ts'
import type { Layer } from './layer.ts'

/** By task run, the assets that what depends on it depends on; only of flow runs in which tasks name assets. */
const tracked = new WeakMap<ActiveFlowRun, Map<string, readonly Asset[]>>()

/** Tells by events, as Prefect 3 does, which assets a task has materialized or failed to, and from which others. */
export const materialize: Layer = (next, run) => {
  const { assets, assetDeps } = run.task.options
  const own = assetsOf(assets)
  const upstream = withoutDoubles([...inherited(run), ...assetsOf(assetDeps)])
  if (own.length > 0 || upstream.length > 0) track(run, own.length > 0 ? own : upstream)
  if (own.length === 0) return next
  return async () => {
    allowMetadata(
      run.info,
      own.map(({ key }) => key),
    )
    const ending = await next()
    await tell(run, ending.state, own, upstream)
    return ending
  }
}

const withoutDoubles = (assets: readonly Asset[]): Asset[] => [...new Map(assets.map((asset) => [asset.key, asset])).values()]

function track({ id, flow }: TaskRun, assets: readonly Asset[]): void {
  if (flow === undefined) return
  const known = tracked.get(flow) ?? new Map<string, readonly Asset[]>()
  tracked.set(flow, known.set(id, assets))
}

/** The assets behind the task runs that this one has its arguments from. */
function inherited({ flow, inputs }: TaskRun): readonly Asset[] {
  const known = flow === undefined ? undefined : tracked.get(flow)
  if (known === undefined) return []
  return Object.entries(inputs).flatMap(([name, from]) =>
    // The task around is no source of what is made within it.
    name === '__parents__' ? [] : from.flatMap((input) => ('id' in input ? (known.get(input.id) ?? []) : [])),
  )
}

async function tell({ task, info }: TaskRun, state: RunState, own: readonly Asset[], upstream: readonly Asset[]): Promise<void> {
  const outcome = state.isFailed ? 'failed' : state.isCompleted && state.name !== 'Cached' ? 'succeeded' : undefined
  if (outcome === undefined) return
  for (const asset of upstream) await emitEvent({ event: 'prefect.asset.referenced', resource: resourceOf(asset) })
  const { materializedBy } = task.options
  const related = [
    ...upstream.map(({ key }) => ({ 'prefect.resource.id': key, 'prefect.resource.role': 'asset' })),
    ...(materializedBy === undefined ? [] : [{ 'prefect.resource.id': materializedBy, 'prefect.resource.role': 'asset-materialized-by' }]),
  ]
  for (const asset of own)
    await emitEvent({
      event: `prefect.asset.materialization.${outcome}`,
      resource: resourceOf(asset),
      related,
      payload: metadataOf(info, asset.key),
    })
}

const resourceOf = ({ key, properties: { name, description, url, owners } }: Asset): Record<string, string> => ({
  'prefect.resource.id': key,
  ...(name === undefined ? {} : { 'prefect.resource.name': name }),
  ...(description === undefined ? {} : { 'prefect.asset.description': description }),
  ...(url === undefined ? {} : { 'prefect.asset.url': url }),
  ...(owners === undefined ? {} : { 'prefect.asset.owners': JSON.stringify(owners) }),
})
