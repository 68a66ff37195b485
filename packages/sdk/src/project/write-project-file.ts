import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '@millrace/protocol'
import { isMap, isSeq, parseDocument, stringify } from 'yaml'
import { fillValue } from '../templates/fill-template.ts'
import { InvalidProjectFile } from './errors.ts'
import { PROJECT_FILES, READ } from './project-file.ts'
import { findRecipe } from './recipes.ts'
import type { ProjectDeployment } from './schema.ts'

const WRITE = { version: '1.1', indentSeq: true, lineWidth: 0 } as const

type Steps = readonly Json[] | null

interface Content {
  readonly name: string
  readonly build: Steps
  readonly push: Steps
  readonly pull: Steps
  readonly deployments: readonly object[]
}

/** A deployment with every key that one usually fills in. */
const blank = (jobVariables: object): object => ({
  name: null,
  version: null,
  tags: [],
  description: null,
  entrypoint: null,
  parameters: {},
  schedules: [],
  work_pool: { name: null, work_queue_name: null, job_variables: jobVariables },
})

function textOf({ name, build, push, pull, deployments }: Content): string {
  const part = (comment: string, value: object): string => `# ${comment}\n${stringify(value, WRITE)}`
  return [
    '# What this project deploys: `millrace deploy --all`. Keep it with the code.\n',
    part('The name of the project: deployments are marked with it, for `deploy --prune`', { name }),
    part('Steps that make what runs need, such as an image', { build }),
    part('Steps that bring it, or the code, to where workers find it', { push }),
    part('Steps by which a run fetches its code', { pull }),
    part('The deployments', { deployments }),
  ].join('\n')
}

/** What `init` is told. */
export interface InitOptions {
  readonly cwd: string
  /** Default: that of the folder. */
  readonly name?: string | undefined
  readonly recipe: string
  /** The recipe's inputs, and others that its placeholders name. */
  readonly inputs: Readonly<Record<string, string>>
  /** `millrace.yaml`, unless there is a project file already. */
  readonly file?: string | undefined
}

/**
 * Writes the project file of a recipe; answers the name of the file, or undefined when the folder has one.
 *
 * @throws ProjectError for a recipe that there is not.
 */
export async function initProject({
  cwd,
  name = basename(cwd),
  recipe,
  inputs,
  file = 'millrace.yaml',
}: InitOptions): Promise<string | undefined> {
  const { build, push, pull, jobVariables } = findRecipe(recipe)
  if (PROJECT_FILES.some((each) => existsSync(join(cwd, each)))) return undefined
  const hasDockerfile = existsSync(join(cwd, 'Dockerfile'))
  const known: Readonly<Record<string, Json>> = {
    directory: cwd,
    name: basename(cwd),
    dockerfile: hasDockerfile ? 'Dockerfile' : 'auto',
    // Of a folder that is no clone, to be filled in; the branch is the repository's own unless it is named.
    repository: null,
    branch: null,
    ...inputs,
  }
  const filled = async (value: Steps): Promise<Steps> =>
    value === null ? null : ((await fillValue([...value], { lookup: (key) => Promise.resolve(known[key]), unknown: 'keep' })) as Steps)
  const content = {
    name,
    build: await filled(build),
    push: await filled(push),
    pull: await filled(pull),
    deployments: [blank(jobVariables)],
  }
  writeFileSync(join(cwd, file), textOf(content))
  return file
}

/** Whether a file has a deployment of this name and entrypoint. */
export const isSaved = (deployments: readonly ProjectDeployment[], { name, entrypoint }: ProjectDeployment): boolean =>
  deployments.some((each) => each.name === name && each.entrypoint === entrypoint)

/**
 * Writes a deployment to a project file, in place of one of the same name and entrypoint; everything else in the file
 * stays as it is, comments too. A file that is not there is made.
 *
 * @throws InvalidProjectFile when `deployments` of the file is no list.
 */
export function saveDeployment(file: string, deployment: ProjectDeployment): void {
  const entry = withoutUndefined(deployment)
  if (!existsSync(file)) {
    writeFileSync(file, textOf({ name: basename(dirname(file)), build: null, push: null, pull: null, deployments: [entry] }))
    return
  }
  const document = parseDocument(readFileSync(file, 'utf8'), READ)
  const list = document.get('deployments')
  if (!isSeq(list)) {
    if (list !== undefined && list !== null) throw new InvalidProjectFile(file, undefined, "'deployments' is no list")
    document.set('deployments', document.createNode([entry]))
  } else {
    const at = list.items.findIndex(
      (item) => isMap(item) && item.get('name') === entry['name'] && item.get('entrypoint') === entry['entrypoint'],
    )
    const there = at === -1 ? undefined : list.items[at]
    if (isMap(there)) {
      const before = there.toJS(document) as Readonly<Record<string, unknown>>
      for (const [key, value] of Object.entries(entry))
        if (!isDeepStrictEqual(before[key], value)) there.set(key, document.createNode(value))
    } else {
      // What `init` left to be filled in gives way.
      const empty = list.items.findIndex(
        (item) => isMap(item) && (item.get('name') ?? null) === null && (item.get('entrypoint') ?? null) === null,
      )
      if (empty === -1) list.add(document.createNode(entry))
      else list.items[empty] = document.createNode(entry)
    }
  }
  writeFileSync(file, document.toString(WRITE))
}

const withoutUndefined = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== null))
