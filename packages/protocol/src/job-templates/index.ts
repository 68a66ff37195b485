export { COMMON_VARIABLES, jobTemplate, placeholders, type BaseJobTemplate } from './job-template.ts'
export { DOCKER_PULL_POLICIES, dockerJobTemplate } from './docker.ts'
export { kubernetesJobTemplate } from './kubernetes.ts'
export { processJobTemplate } from './process.ts'
