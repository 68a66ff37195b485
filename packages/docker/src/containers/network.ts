import type { DockerConfiguration } from './configuration.ts'

const LOCAL = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/

/** By which a container reaches its host, where it has a network of its own. */
const HOST_ALIAS = 'host.docker.internal'

/**
 * The network mode of a run's container: what its job says; else, on Linux, that of the host when the API is on this very
 * machine, as in Prefect.
 */
export function networkModeOf({ network_mode: chosen, networks }: DockerConfiguration, apiUrl: string | undefined): string | undefined {
  if (chosen) return chosen
  if (networks.length > 0) return networks[0]
  return process.platform === 'linux' && isLocal(apiUrl) ? 'host' : undefined
}

/** An address of this machine as a container with a network of its own reaches it. */
export function reachableUrl(url: string): string {
  if (!isLocal(url)) return url
  const reachable = new URL(url)
  reachable.hostname = HOST_ALIAS
  return reachable.pathname === '/' && !url.endsWith('/') ? reachable.href.slice(0, -1) : reachable.href
}

/** What makes the alias known on Linux (Docker 20.10 and later); elsewhere it is known anyway. */
export const hostAliases = (networkMode: string | undefined): string[] => (networkMode === 'host' ? [] : [`${HOST_ALIAS}:host-gateway`])

function isLocal(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && LOCAL.test(new URL(url).hostname)
}
