export { ClusterRefused, InvalidJobManifest, KubernetesError } from './errors.ts'
export { workerType } from './kubernetes-type.ts'
