import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { asCompleted, cacheBy, exponential, flow, logger, task } from 'millrace'

/** Stands for api.github.com, and has a bad day: every other answer is 503. */
const github = createServer((request, response) => {
  asked += 1
  response.statusCode = asked % 2 === 1 ? 503 : 200
  response.end(JSON.stringify({ stargazers_count: 100 * (request.url?.length ?? 0) }))
})
let asked = 0

const fetchStars = task(
  {
    retries: 4,
    retryDelaySeconds: exponential({ first: 0.05 }),
    retryIf: (error) => !String(error).includes('404'),
    cache: { by: cacheBy.inputs.minus('api'), forSeconds: 60 },
    taskRunName: 'stars of {repository}',
  },
  async function fetchStars(repository: string, api: string): Promise<number> {
    const answer = await fetch(`${api}/repos/${repository}`)
    if (!answer.ok) throw new Error(`${repository}: ${answer.status}`)
    const { stargazers_count: stars } = (await answer.json()) as { stargazers_count: number }
    return stars
  },
)

/** How popular these repositories are. */
const githubStars = flow({ name: 'github-stars' }, async function githubStars(repositories: string[], api: string) {
  const futures = repositories.map((repository) => fetchStars.submit(repository, api))
  for await (const { index, state } of asCompleted(futures)) logger().info(`${repositories[index]}: ${state.result()} stars`)
  const again = await fetchStars.map(repositories, api) // from the cache
  return again.reduce((sum, stars) => sum + stars, 0)
})

await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve))
const { port } = github.address() as AddressInfo
const repositories = ['PrefectHQ/prefect', 'pydantic/pydantic', 'huggingface/transformers']
console.log(`stars: ${await githubStars(repositories, `http://127.0.0.1:${port}`)}, asked ${asked} times`)
github.close()
