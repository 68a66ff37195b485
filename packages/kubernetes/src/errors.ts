/** What every error of this package is. */
export class KubernetesError extends Error {
  override readonly name: string = 'KubernetesError'
}

/** The manifest of a job is none: what is missing, or cannot be as it is, and where. */
export class InvalidJobManifest extends KubernetesError {
  override readonly name = 'InvalidJobManifest'
}

/** The cluster refused something, or did not answer. */
export class ClusterRefused extends KubernetesError {
  override readonly name = 'ClusterRefused'
}
