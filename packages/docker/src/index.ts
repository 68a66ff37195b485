export { type DockerConfiguration } from './containers/configuration.ts'
export { DockerError, EngineRefused, EngineUnavailable, ImageNotFound, RegistryRefused } from './errors.ts'
export { dockerType, type DockerTypeOptions, workerType } from './worker-type.ts'
