import type { Step } from '@millrace/sdk/steps'
import { buildDockerImage } from './build-docker-image.ts'
import { buildFlowImageStep } from './build-flow-image.ts'
import { pushDockerImage } from './push-docker-image.ts'

/** The steps of project files that need a Docker engine, by their last name: two of Prefect's, and `build_flow_image`. */
export const steps: Readonly<Record<string, Step>> = {
  build_docker_image: buildDockerImage,
  push_docker_image: pushDockerImage,
  build_flow_image: buildFlowImageStep,
}
