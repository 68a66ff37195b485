import type { Artifact, ArtifactUpdate, artifactRoutes, Handlers } from '@millrace/protocol'
import { artifactCollectionChanged } from '../events/changes/artifact-collection.ts'
import { tell } from '../events/tell.ts'
import { newId } from '../orchestration/chance.ts'
import type { RequestContext } from '../http/request-context.ts'
import {
  type ArtifactChanges,
  countArtifacts,
  countLatestArtifacts,
  deleteArtifact,
  insertArtifact,
  listArtifacts,
  listLatestArtifacts,
  readArtifact,
  readLatestArtifact,
  updateArtifact,
} from '../store/queries/artifacts.ts'
import { NotFound } from './errors.ts'
import { sliceOf } from './page.ts'

const ABSENT = 'Artifact not found.'

/** Handlers of the routes of artifacts. An artifact's row is its answer. */
export const artifactHandlers: Handlers<typeof artifactRoutes, RequestContext> = {
  async create(context, { body }) {
    const now = context.clock.now()
    const artifact: Artifact = {
      id: newId(),
      created: now,
      updated: now,
      key: body.key ?? null,
      type: body.type ?? null,
      description: body.description ?? null,
      data: body.data ?? null,
      metadata_: body.metadata_ ?? null,
      flow_run_id: body.flow_run_id ?? null,
      task_run_id: body.task_run_id ?? null,
    }
    await context.store.write(async (tx) => {
      const collectionId = newId()
      await insertArtifact(tx, { ...artifact, created: now, updated: now }, collectionId)
      const latest = artifact.key === null ? undefined : await readLatestArtifact(tx, artifact.key)
      if (latest === undefined) return
      await tell(context, tx, [artifactCollectionChanged(latest.id === collectionId ? 'created' : 'updated', latest)])
    })
    return artifact
  },

  async read({ store }, { params }) {
    const artifact = await store.read((queries) => readArtifact(queries, params.id))
    if (artifact === undefined) throw new NotFound(ABSENT)
    return artifact
  },

  async readLatest({ store }, { params }) {
    const latest = await store.read((queries) => readLatestArtifact(queries, params.key))
    if (latest === undefined) throw new NotFound(ABSENT)
    const { latest_id: _, ...artifact } = latest
    return artifact
  },

  filter: (context, { body: { artifacts: filter, sort, ...body } }) =>
    context.store.read((queries) => listArtifacts(queries, { filter, makers: body, sort, ...sliceOf(context, body) })),

  filterLatest: (context, { body: { artifacts: filter, sort, ...body } }) =>
    context.store.read((queries) => listLatestArtifacts(queries, { filter, makers: body, sort, ...sliceOf(context, body) })),

  count: ({ store }, { body: { artifacts: filter, ...makers } }) => store.read((queries) => countArtifacts(queries, { filter, makers })),

  countLatest: ({ store }, { body: { artifacts: filter, ...makers } }) =>
    store.read((queries) => countLatestArtifacts(queries, { filter, makers })),

  async update({ store, clock }, { params, body }) {
    const found = await store.write((tx) => updateArtifact(tx, params.id, changesOf(body), clock.now()))
    if (!found) throw new NotFound(ABSENT)
    return undefined
  },

  async delete(context, { params }) {
    await context.store.write(async (tx) => {
      const key = (await readArtifact(tx, params.id))?.key
      const before = key ? await readLatestArtifact(tx, key) : undefined
      if (!(await deleteArtifact(tx, params.id))) throw new NotFound(ABSENT)
      // Of an artifact that was not the newest of its key nobody hears.
      if (before?.latest_id !== params.id) return
      const after = await readLatestArtifact(tx, before.key)
      await tell(context, tx, [
        after === undefined ? artifactCollectionChanged('deleted', before) : artifactCollectionChanged('updated', after),
      ])
    })
    return undefined
  },
}

const changesOf = ({ data, description, metadata_ }: ArtifactUpdate): ArtifactChanges => ({
  ...(data === undefined ? {} : { data }),
  ...(description === undefined ? {} : { description }),
  ...(metadata_ === undefined ? {} : { metadata_ }),
})
