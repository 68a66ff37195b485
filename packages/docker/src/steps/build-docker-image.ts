import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { flag, optionalText, readInputs, type Step, text } from '@millrace/sdk/steps'
import { z } from 'zod'
import { buildImage } from '../building/build-image.ts'
import { timeTag } from '../docker-storage.ts'
import { openEngine } from '../engine/engine.ts'
import { DockerError } from '../errors.ts'
import { imageFor } from '../images/default-image.ts'
import { imageNames, texts } from './image-inputs.ts'

/** Prefect's names; those below `ignore_cache` are options of the build itself, by docker-py's names. */
const inputsOf = z.strictObject({
  image_name: text,
  dockerfile: text.nullish().transform((given) => given || 'Dockerfile'),
  tag: optionalText,
  additional_tags: texts,
  persist_dockerfile: flag(false),
  dockerfile_output_path: text.nullish().transform((given) => given || 'Dockerfile.generated'),
  ignore_cache: flag(false),
  /** Of Prefect: which library builds. Here it is always the engine itself. */
  build_backend: z.unknown().optional(),
  path: optionalText,
  pull: flag(false),
  nocache: flag(false),
  platform: optionalText,
  target: optionalText,
  buildargs: z.record(z.string(), text).optional(),
  labels: z.record(z.string(), text).optional(),
  network_mode: optionalText,
})

/**
 * `build_docker_image`: builds an image of the project's folder by a Dockerfile, or with `dockerfile: auto` by one that is made
 * up; puts out `image_name`, `tag`, `image`, `image_id` and `additional_tags`.
 */
export const buildDockerImage: Step = async (given, { cwd, env, print }) => {
  const inputs = readInputs('build_docker_image', inputsOf, given)
  const { repository, tag, names } = imageNames(inputs, timeTag(new Date()))
  const context = resolve(cwd, inputs.path ?? '.')
  const isAuto = inputs.dockerfile === 'auto'
  const made = join(context, inputs.dockerfile_output_path)
  if (isAuto && existsSync(made))
    throw new DockerError(`${made} is there already: name it as 'dockerfile', or give another dockerfile_output_path`)
  if (isAuto) await writeFile(made, autoDockerfile(context))
  const dockerfile = isAuto ? inputs.dockerfile_output_path : inputs.dockerfile
  if (!existsSync(join(context, dockerfile)))
    throw new DockerError(`there is no ${join(context, dockerfile)}: write it, or give \`dockerfile: auto\``)
  try {
    const options = optionsOf(inputs)
    const id = await buildImage(openEngine(env['DOCKER_HOST']), { context, dockerfile, names, options, print })
    return {
      outputs: { image_name: repository, tag, image: names[0], image_id: id, additional_tags: [...inputs.additional_tags] },
    }
  } finally {
    if (isAuto && !inputs.persist_dockerfile) await rm(made, { force: true })
  }
}

function optionsOf({
  pull,
  nocache,
  ignore_cache,
  platform,
  target,
  buildargs,
  labels,
  network_mode,
}: z.output<typeof inputsOf>): Record<string, unknown> {
  const all = { platform, target, buildargs, labels, networkmode: network_mode }
  return {
    ...Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    ...(pull ? { pull: true } : {}),
    ...(nocache || ignore_cache ? { nocache: true } : {}),
  }
}

/** As Prefect's: the folder below `/opt/prefect`, and what its list of packages names. */
function autoDockerfile(context: string): string {
  const folder = `/opt/prefect/${basename(context)}`
  const has = (name: string): boolean => existsSync(join(context, name))
  const isPython = has('requirements.txt') && !has('package.json')
  const lines = [
    `FROM ${imageFor(isPython)}`,
    `WORKDIR ${folder}/`,
    ...(isPython ? ['COPY requirements.txt .', 'RUN python -m pip install -r requirements.txt'] : []),
    ...(has('package.json')
      ? [`COPY package*.json ./`, `RUN npm ${has('package-lock.json') ? 'ci' : 'install'} --omit=dev --no-audit --no-fund`]
      : []),
    'COPY . .',
  ]
  return `${lines.join('\n')}\n`
}
