import { addAssetMetadata, artifacts, Asset, flow, getClient, task } from 'millrace'

interface Post {
  readonly author: string
  readonly likes: number
}

const posts = new Asset('feed://posts', { name: 'Posts', owners: ['social'] })

const fetchPosts = task({ assets: posts, assetDeps: 'https://social.example/feed', retries: 2 }, async function fetchPosts(): Promise<
  Post[]
> {
  const found = ['ada', 'grace', 'ada', 'lin'].map((author, index) => ({ author, likes: 5 * index + 1 }))
  addAssetMetadata(posts, { rows: found.length })
  return found
})

const countLikes = task({ assets: 'feed://likes', materializedBy: 'duckdb' }, async function countLikes(from: readonly Post[]) {
  const likes = Map.groupBy(from, ({ author }) => author)
  return [...likes].map(([author, theirs]) => ({ author, likes: theirs.reduce((sum, post) => sum + post.likes, 0) }))
})

const publish = task({ assets: 'feed://dashboard' }, async function publish(rows: readonly Post[]) {
  await artifacts.table([...rows], { key: 'likes', description: 'Who is liked' })
})

/** What depends on what follows from the arguments: the dashboard from the likes, these from the posts. */
const dashboard = flow({ name: 'social-dashboard' }, async function dashboard() {
  await publish(await countLikes(await fetchPosts()))
})

await dashboard()

const { events } = await getClient()
const { events: told } = await events.filter({
  body: { filter: { event: { name: ['prefect.asset.materialization.succeeded'] }, order: 'ASC' } },
})
for (const { resource, related, payload } of told) {
  const from = related.filter((one) => one['prefect.resource.role'] === 'asset').map((one) => one['prefect.resource.id'])
  console.log(resource['prefect.resource.id'], 'from', from.join(', '), JSON.stringify(payload))
}
