import { flag, optionalText, readInputs, type Step, text } from '@millrace/sdk/steps'
import { z } from 'zod'
import { pushImage } from '../building/push-image.ts'
import { openEngine } from '../engine/engine.ts'
import { registryCredentials } from '../images/credentials.ts'
import { imageNames, texts } from './image-inputs.ts'

const inputsOf = z.strictObject({
  image_name: text,
  tag: optionalText,
  additional_tags: texts,
  credentials: z.looseObject(registryCredentials.shape).nullish(),
  ignore_cache: flag(false),
  build_backend: z.unknown().optional(),
})

/** `push_docker_image`: sends an image with all of its tags to its registry; puts out `image_name`, `tag`, `image` and `additional_tags`. */
export const pushDockerImage: Step = async (given, { env, print }) => {
  const inputs = readInputs('push_docker_image', inputsOf, given)
  const { repository, tag, names } = imageNames(inputs, 'latest')
  const engine = openEngine(env['DOCKER_HOST'])
  for (const name of names) await pushImage(engine, name, inputs.credentials ?? undefined, print)
  return { outputs: { image_name: repository, tag, image: names[0], additional_tags: [...inputs.additional_tags] } }
}
