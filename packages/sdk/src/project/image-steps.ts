import type { Json } from '@millrace/protocol'
import type { StepEntry } from '../steps/step.ts'
import type { ProjectDeployment } from './schema.ts'

/** What a deployment of a project does that is to have an image of its own. */
export interface ImageSteps {
  readonly build: readonly StepEntry[]
  readonly push: readonly StepEntry[]
  readonly pull: readonly StepEntry[]
  readonly jobVariables: Readonly<Record<string, Json>>
  readonly entrypoint: string
}

/** The steps of `image: ghcr.io/team/report`, or of an object with the inputs of `build_flow_image`, `push` and `credentials`. */
export function imageSteps(image: NonNullable<ProjectDeployment['image']>, entrypoint: string): ImageSteps {
  const { push, credentials = null, ...inputs } = typeof image === 'object' ? image : { image_name: image }
  const { image_name: name = null } = inputs
  const pushes = push ?? (typeof name === 'string' && hasRegistry(name))
  return {
    build: [{ 'millrace.steps.build_flow_image': { ...inputs, id: 'flow_image', entrypoint } }],
    push: pushes
      ? [
          {
            'millrace.steps.push_docker_image': {
              image_name: '{{ flow_image.image_name }}',
              tag: '{{ flow_image.tag }}',
              additional_tags: '{{ flow_image.additional_tags }}',
              credentials,
            },
          },
        ]
      : [],
    pull: [{ 'prefect.deployments.steps.set_working_directory': { directory: '{{ flow_image.directory }}' } }],
    jobVariables: { image: '{{ flow_image.image }}' },
    entrypoint: '{{ flow_image.entrypoint }}',
  }
}

/** As the docker command tells a host from the first part of a name. */
const hasRegistry = (name: string): boolean => /^(?:[^/]*[.:][^/]*|localhost)\//.test(name)
