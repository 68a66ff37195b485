import { flag, optionalText, readInputs, type Step, text } from '@millrace/sdk/steps'
import { loadFlow } from '@millrace/sdk/entrypoints'
import { z } from 'zod'
import { buildFlowImage, placeInImage } from '../building/flow-image.ts'
import { timeTag } from '../docker-storage.ts'
import { openEngine } from '../engine/engine.ts'
import { slugOf } from '../images/image-name.ts'
import { imageNames, texts } from './image-inputs.ts'

const inputsOf = z.strictObject({
  entrypoint: text,
  image_name: optionalText,
  tag: optionalText,
  additional_tags: texts,
  base_image: optionalText,
  dockerfile: optionalText,
  local_image: flag(false),
  dependencies: texts,
  packages: z.enum(['install', 'inside', 'none']).nullish(),
  python_dependencies: texts,
  env_vars: z.record(z.string(), text).nullish(),
  files: z.record(z.string(), z.string()).nullish(),
  extra_dockerfile_commands: texts,
  ignore_healthchecks: flag(false),
})

/**
 * `build_flow_image`: bundles a flow into an image and checks there that it runs; puts out what `build_docker_image` does, and
 * the `entrypoint` and `directory` of the flow in the image.
 */
export const buildFlowImageStep: Step = async (given, { cwd, env, print }) => {
  const inputs = readInputs('build_flow_image', inputsOf, given)
  const { definition } = await loadFlow(inputs.entrypoint, cwd)
  const { repository, tag, names } = imageNames(
    { ...inputs, image_name: inputs.image_name ?? slugOf(definition.name) },
    timeTag(new Date()),
  )
  const built = await buildFlowImage(
    openEngine(env['DOCKER_HOST']),
    [definition],
    names,
    {
      cwd,
      baseImage: inputs.base_image,
      dockerfile: inputs.dockerfile,
      localImage: inputs.local_image,
      dependencies: inputs.dependencies,
      packages: inputs.packages ?? undefined,
      pythonDependencies: inputs.python_dependencies,
      envVars: inputs.env_vars ?? undefined,
      files: inputs.files ?? undefined,
      extraDockerfileCommands: inputs.extra_dockerfile_commands,
      ignoreHealthchecks: inputs.ignore_healthchecks,
    },
    print,
  )
  const { entrypoint } = placeInImage(definition, built.directory)
  return {
    outputs: {
      image_name: repository,
      tag,
      image: names[0],
      image_id: built.id,
      additional_tags: [...inputs.additional_tags],
      entrypoint,
      directory: built.directory,
    },
  }
}
