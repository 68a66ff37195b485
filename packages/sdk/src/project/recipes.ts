import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '@millrace/protocol'
import { ProjectError } from './errors.ts'

/** What a recipe must be told, by name: what it is. */
type Inputs = Readonly<Record<string, string>>

/** A project file to begin with. */
export interface Recipe {
  readonly summary: string
  readonly inputs: Inputs
  readonly build: readonly Json[] | null
  readonly push: readonly Json[] | null
  readonly pull: readonly Json[] | null
  readonly jobVariables: Readonly<Record<string, Json>>
}

const IMAGE: Inputs = { image_name: 'name of the image, with its registry', tag: 'tag of the image' }
const BUCKET: Inputs = { bucket: 'the bucket that the code is stored in' }
const CONTAINER: Inputs = { container: 'the container that the code is stored in' }

const BUILD_IMAGE: Json = {
  'prefect_docker.deployments.steps.build_docker_image': {
    id: 'build_image',
    image_name: '{{ image_name }}',
    tag: '{{ tag }}',
    dockerfile: '{{ dockerfile }}',
  },
}
const PUSH_IMAGE: Json = {
  'prefect_docker.deployments.steps.push_docker_image': { image_name: '{{ build_image.image_name }}', tag: '{{ build_image.tag }}' },
}
const CLONE: Json = {
  'prefect.deployments.steps.git_clone': { repository: '{{ repository }}', branch: '{{ branch }}', access_token: null },
}
const folder = (directory: string): Json => ({ 'prefect.deployments.steps.set_working_directory': { directory } })

/** Code that is pushed to a store and pulled from there. */
function stored(module: string, [push, pull]: readonly [string, string], place: string): { readonly push: Json; readonly pull: Json } {
  return {
    push: { [`${module}.deployments.steps.${push}`]: { id: 'push_code', [place]: `{{ ${place} }}`, folder: '{{ name }}' } },
    pull: { [`${module}.deployments.steps.${pull}`]: { [place]: `{{ push_code.${place} }}`, folder: '{{ push_code.folder }}' } },
  }
}
const S3 = stored('prefect_aws', ['push_to_s3', 'pull_from_s3'], 'bucket')
const GCS = stored('prefect_gcp', ['push_to_gcs', 'pull_from_gcs'], 'bucket')
const AZURE = stored('prefect_azure', ['push_to_azure_blob_storage', 'pull_from_azure_blob_storage'], 'container')

const plain = { inputs: {}, build: null, push: null, jobVariables: {} } as const
const image = { build: [BUILD_IMAGE], push: [PUSH_IMAGE], jobVariables: { image: '{{ build_image.image }}' } } as const

const inStore = (summary: string, inputs: Inputs, { push, pull }: typeof S3): Recipe => ({
  ...plain,
  summary,
  inputs,
  push: [push],
  pull: [pull],
})
const inStoreWithImage = (summary: string, inputs: Inputs, { push, pull }: typeof S3): Recipe => ({
  ...image,
  summary,
  inputs: { ...IMAGE, ...inputs },
  push: [PUSH_IMAGE, push],
  pull: [pull],
})

/** What a project can begin as, by Prefect's names. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  local: { ...plain, summary: 'code in a folder of this machine', pull: [folder('{{ directory }}')] },
  git: { ...plain, summary: 'code in a git repository, cloned for each run', pull: [CLONE] },
  docker: { ...image, summary: 'code and its packages in a Docker image', inputs: IMAGE, pull: [folder('/opt/prefect/{{ name }}')] },
  'docker-git': { ...image, summary: 'a Docker image, with code cloned from a git repository', inputs: IMAGE, pull: [CLONE] },
  s3: inStore('code in an S3 bucket', BUCKET, S3),
  'docker-s3': inStoreWithImage('a Docker image, with code from an S3 bucket', BUCKET, S3),
  gcs: inStore('code in a bucket of Google Cloud Storage', BUCKET, GCS),
  'docker-gcs': inStoreWithImage('a Docker image, with code from a bucket of Google Cloud Storage', BUCKET, GCS),
  azure: inStore('code in a container of Azure Blob Storage', CONTAINER, AZURE),
  'docker-azure': inStoreWithImage('a Docker image, with code from a container of Azure Blob Storage', CONTAINER, AZURE),
}

/** A recipe by its name. @throws ProjectError naming those that there are. */
export function findRecipe(name: string): Recipe {
  const recipe = Object.hasOwn(RECIPES, name) ? RECIPES[name] : undefined
  if (recipe === undefined) throw new ProjectError(`Unknown recipe '${name}'. There are ${Object.keys(RECIPES).join(', ')}.`)
  return recipe
}

/** The recipe that a folder asks for by what is in it: a repository with an origin, a Dockerfile. */
export function usualRecipe(cwd: string, repository: string | undefined): string {
  const hasDockerfile = existsSync(join(cwd, 'Dockerfile'))
  if (repository !== undefined) return hasDockerfile ? 'docker-git' : 'git'
  return hasDockerfile ? 'docker' : 'local'
}
