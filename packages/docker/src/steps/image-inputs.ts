import { text } from '@millrace/sdk/steps'
import { z } from 'zod'
import { DockerError } from '../errors.ts'
import { parseImageName } from '../images/image-name.ts'

/** A list that may be left out. */
export const texts = z
  .array(text)
  .nullish()
  .transform((given) => given ?? [])

/** The names of an image: the tag of the name, or `tag`, or `usual`; then the further ones. */
export function imageNames(
  { image_name: name, tag, additional_tags: more }: { image_name: string; tag?: string | undefined; additional_tags: readonly string[] },
  usual: string,
): { readonly repository: string; readonly tag: string; readonly names: [string, ...string[]] } {
  const parsed = parseImageName(name)
  if (parsed.tag !== undefined && tag !== undefined && parsed.tag !== tag)
    throw new DockerError(`expected one tag of the image, got '${parsed.tag}' in image_name and '${tag}' in tag`)
  const first = tag ?? parsed.tag ?? usual
  for (const each of [first, ...more]) parseImageName(`${parsed.repository}:${each}`)
  return {
    repository: parsed.repository,
    tag: first,
    names: [`${parsed.repository}:${first}`, ...more.map((each) => `${parsed.repository}:${each}`)],
  }
}
