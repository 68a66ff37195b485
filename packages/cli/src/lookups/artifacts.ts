import type { Client } from '@millrace/client'
import type { Artifact } from '@millrace/protocol'
import { didYouMean } from './did-you-mean.ts'
import { readPages } from './pages.ts'

/** The artifacts of a key, newest first. */
export const artifactsOf = async ({ artifacts }: Client, key: string, most = Infinity): Promise<readonly Artifact[]> =>
  await readPages(
    async (page) => await artifacts.filter({ body: { ...page, artifacts: { key: { any_: [key] } }, sort: 'UPDATED_DESC' } }),
    most,
  )

/** Says that a key has no artifacts, with the keys that are like it. */
export async function noArtifact({ artifacts }: Client, key: string): Promise<string> {
  const latest = await readPages(async (page) => await artifacts.filterLatest({ body: { ...page, sort: 'KEY_ASC' } }), 1000)
  return `Artifact '${key}' not found.${await didYouMean(
    key,
    latest.map((each) => each.key),
  )}`
}
