import type { Conversation } from '../conversation.ts'

const NAMES = ['my name', 'my:name', 'my\\name', 'my👍name', 'my|name', "o'clock", 'n+1', 'Prefect', 'prefect-x']
/** What no name may hold. */
const FORBIDDEN = ['my/name', 'my%name', 'a&b', 'a>b']

interface Named {
  readonly what: string
  readonly path: string
  /** Whether Prefect breaks down at a name that it forbids. */
  readonly breaks?: boolean
  /** A body that is right but for the name. */
  readonly body: (name: string, count: number) => object
  /** Where the named thing is read by its name. */
  readonly read: (name: string) => string
}

/** Every kind of thing that is read by its name, given every kind of name. */
export async function talkOfNames(api: Conversation): Promise<void> {
  api.topic('names')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-names' })
  const kinds: readonly Named[] = [
    { what: 'flow', path: '/flows/', body: (name) => ({ name }), read: (name) => `/flows/name/${name}` },
    {
      what: 'deployment',
      breaks: true,
      path: '/deployments/',
      body: (name) => ({ name, flow_id, paused: true }),
      read: (name) => `/deployments/name/diff-names/${name}`,
    },
    { what: 'pool', path: '/work_pools/', body: (name) => ({ name, type: 'process' }), read: (name) => `/work_pools/${name}` },
    {
      what: 'queue',
      path: '/work_queues/',
      body: (name, count) => ({ name, priority: 100 + count }),
      read: (name) => `/work_queues/name/${name}`,
    },
    {
      what: 'block type',
      path: '/block_types/',
      body: (name, count) => ({ name, slug: `diff-name-${count}` }),
      read: (name) => `/block_types/slug/${name}`,
    },
    {
      what: 'limit',
      path: '/v2/concurrency_limits/',
      body: (name) => ({ name, limit: 1 }),
      read: (name) => `/v2/concurrency_limits/${name}`,
    },
    {
      what: 'tag',
      breaks: true,
      path: '/concurrency_limits/',
      body: (tag) => ({ tag, concurrency_limit: 1 }),
      read: (tag) => `/concurrency_limits/tag/${tag}`,
    },
  ]
  for (const { what, path, breaks, body, read } of kinds) {
    for (const [count, name] of [...NAMES, ...(breaks ? [] : FORBIDDEN)].entries()) {
      await api.call(`${what} "${name}"`, 'POST', path, body(name, count))
      await api.call(`read ${what} "${name}"`, 'GET', read(encodeURIComponent(name)))
    }
  }
  for (const slug of ['bad slug', 'Bad', 'a_b', '-', 'ü']) {
    await api.call(`block type with the slug "${slug}"`, 'POST', '/block_types/', { name: `Named ${slug}`, slug })
  }
  for (const path of ['/flows/name/my/name', '/deployments/name/diff-names', '/deployments/name/diff-names/a/b', '/work_queues/name/a/b']) {
    await api.call(`read ${path}`, 'GET', path)
  }
}
