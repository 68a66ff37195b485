import { apiVersionOf, RESOURCES } from './resources.ts'

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']

/** What kubectl asks first: which kinds there are; undefined for other paths. */
export function discovery(path: string): unknown {
  if (path === '/version') return { major: '1', minor: '32', gitVersion: 'v1.32.0', platform: 'linux/amd64' }
  if (path === '/healthz' || path === '/readyz' || path === '/livez') return 'ok'
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupOf) }
  const [, version] = /^\/(?:api|apis)\/(v1|[^/]+\/v1)$/.exec(path) ?? []
  const resources = RESOURCES.filter((resource) => apiVersionOf(resource) === version)
  if (version === undefined || resources.length === 0) return undefined
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: version,
    resources: resources.map(({ plural, kind, namespaced, shortNames = [] }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      namespaced,
      kind,
      verbs: VERBS,
      shortNames,
    })),
  }
}

const groups = (): string[] => [...new Set(RESOURCES.map(({ group }) => group))].filter((group) => group !== '')

function groupOf(name: string): unknown {
  const version = { groupVersion: `${name}/v1`, version: 'v1' }
  return { name, versions: [version], preferredVersion: version }
}
