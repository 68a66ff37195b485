import type { RequestContext } from '../http/request-context.ts'
import { readBlockCapabilities } from '../store/queries/block-documents.ts'
import { deleteConfiguration, readConfiguration, writeConfiguration } from '../store/queries/configuration.ts'
import type { Queries } from '../store/store.ts'
import { isObject } from '../json-schema/rules.ts'
import { NotFound, Unprocessable } from './errors.ts'

/** Prefect's own key, under which both keep the id of the block. */
const KEY = 'server-default-result-storage'

interface ResultStorage {
  readonly default_result_storage_block_id: string | null
}

/** The block in which clients keep results unless told otherwise; a block that was deleted since counts as none. */
export async function readResultStorage(queries: Queries): Promise<ResultStorage> {
  const value = (await readConfiguration(queries, KEY)) ?? null
  const id = isObject(value) ? value['default_result_storage_block_id'] : undefined
  const there = typeof id === 'string' && (await readBlockCapabilities(queries, id)) !== undefined
  return { default_result_storage_block_id: there ? id : null }
}

/** Chooses the block. Throws `NotFound`, and `Unprocessable` for one that nothing can be written to. */
export async function changeResultStorage({ store, clock }: RequestContext, id: string): Promise<ResultStorage> {
  return await store.write(async (tx) => {
    const capabilities = await readBlockCapabilities(tx, id)
    if (capabilities === undefined) throw new NotFound(`Block document ${id} not found.`)
    if (!capabilities.includes('write-path')) throw new Unprocessable(`Block document ${id} cannot be used for result storage.`)
    const value = { default_result_storage_block_id: id }
    await writeConfiguration(tx, { key: KEY, value, updated: clock.now() })
    return value
  })
}

/** Leaves the choice to clients again. */
export const clearResultStorage = ({ store }: RequestContext): Promise<void> => store.write((tx) => deleteConfiguration(tx, KEY))
