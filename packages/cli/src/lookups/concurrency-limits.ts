import type { Client } from '@millrace/client'
import type { ConcurrencyLimit, HeldSlots, TagConcurrencyLimit } from '@millrace/protocol'
import { didYouMean } from './did-you-mean.ts'
import { ifThere, orMissing } from './missing.ts'
import { readPages } from './pages.ts'

/** A limit by its name; the error has the nearest names. */
export const findLimit = async (client: Client, name: string): Promise<ConcurrencyLimit> =>
  await orMissing(client.concurrencyLimitsV2.read({ params: { id_or_name: name } }), async () => {
    const limits = await readPages(async (page) => await client.concurrencyLimitsV2.filter({ body: page }))
    return `Global concurrency limit '${name}' not found.${await didYouMean(
      name,
      limits.map((limit) => limit.name),
    )}`
  })

/** The limit of a tag; the error has the nearest tags that are limited. */
export const findTagLimit = async (client: Client, tag: string): Promise<TagConcurrencyLimit> =>
  await orMissing(client.concurrencyLimits.readByTag({ params: { tag } }), async () => {
    const limits = await readPages(async (page) => await client.concurrencyLimits.filter({ body: page }))
    return `No concurrency limit found for the tag: ${tag}.${await didYouMean(
      tag,
      limits.map((limit) => limit.tag),
    )}`
  })

/** Who holds slots of a limit and who waits for one; undefined where the server, as Prefect's, does not tell. */
export const heldSlots = async (client: Client, id: string): Promise<HeldSlots | undefined> =>
  await ifThere(client.serverViews.slots({ params: { id } }))
