import { DockerError } from '../errors.ts'

/** A name of an image, in its parts. */
export interface ImageName {
  /** With the registry: `ghcr.io/team/report`. */
  readonly repository: string
  readonly tag: string | undefined
  /** `ghcr.io`, `localhost:5000`; undefined for Docker Hub and for images of the engine alone. */
  readonly registry: string | undefined
}

/** Takes a name apart. @throws DockerError for what no image can be called. */
export function parseImageName(name: string): ImageName {
  const [, repository = '', tag] = /^(.*?)(?::([\w][\w.-]{0,127}))?(?:@sha256:[0-9a-f]{64})?$/.exec(name.trim()) ?? []
  const [first = '', ...rest] = repository.split('/')
  const registry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : undefined
  const path = registry === undefined ? repository : rest.join('/')
  if (!/^[a-z\d]+(?:(?:[._]|__|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:[._]|__|-+)[a-z\d]+)*)*$/.test(path))
    throw new DockerError(
      `no image can be called '${name}': expected lower-case letters, digits and . _ - /, as in ghcr.io/team/report:2026-01-31`,
    )
  return { repository, tag, registry }
}

/** What may be part of an image's or container's name: `Daily Report` → `daily-report`. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'flow'
