export type { Image } from './container.ts'
export { type KubeConfigFile, type KubernetesOptions, type RunningKubernetes, startKubernetes } from './start-kubernetes.ts'
