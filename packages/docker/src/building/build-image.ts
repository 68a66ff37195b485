import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ask, type Engine, statusOf, wordsOf } from '../engine/engine.ts'
import { EngineUnavailable } from '../errors.ts'
import { followProgress } from '../images/progress.ts'
import { BuildFailed, HealthChecksFailed } from './errors.ts'

/** An image to be made of a folder with a Dockerfile. */
export interface ImageBuild {
  /** The folder; what its `.dockerignore` names is not sent to the engine. */
  readonly context: string
  /** Relative to the folder (default `Dockerfile`). */
  readonly dockerfile?: string | undefined
  /** `name:tag`, the first of which the image is known by. */
  readonly names: readonly [string, ...string[]]
  /** Further options of the engine's API, such as `buildargs`, `labels`, `nocache`, `platform`, `target`. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
  /** Takes each line that the build says. */
  readonly print: (line: string) => void
}

/**
 * Builds an image. Answers its id.
 *
 * @throws BuildFailed with the last lines of what it said; HealthChecksFailed with those that failed; EngineUnavailable.
 */
export async function buildImage(
  engine: Engine,
  { context, dockerfile = 'Dockerfile', names, options = {}, print }: ImageBuild,
): Promise<string> {
  const [name, ...others] = names
  const said: string[] = []
  const tell = (text: string): void => {
    for (const line of stripVTControlCharacters(text)
      .split('\n')
      .map((each) => each.trimEnd())) {
      if (line === '' || LAYER.test(line)) continue
      said.push(line)
      print(withoutValues(line))
    }
  }
  let id: string | undefined
  try {
    // Intermediate containers are of no use to anybody.
    const answer = await engine.api.buildImage({ context, src: await filesOf(context) }, {
      forcerm: true,
      ...options,
      dockerfile,
      t: name,
    } as object)
    await followProgress(engine.api, answer, ({ stream, status, aux }) => {
      id = aux?.ID ?? id
      const text = stream ?? status
      if (text !== undefined) tell(text)
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined && statusOf(error) === undefined)
      throw new EngineUnavailable(engine.host, error)
    const failed = said.filter((line) => line.startsWith('FAILED '))
    if (failed.length > 0)
      throw new HealthChecksFailed(
        name,
        failed.map((line) => line.slice('FAILED '.length)),
      )
    throw new BuildFailed(name, wordsOf(error), said.slice(-10), error)
  }
  for (const other of others) {
    const colon = other.lastIndexOf(':')
    await ask(engine, engine.api.getImage(name).tag({ repo: other.slice(0, colon), tag: other.slice(colon + 1) }))
  }
  return id ?? (await ask(engine, engine.api.getImage(name).inspect())).Id
}

/** What the engine says of its own housekeeping. */
const LAYER = /^ ---> |^Removing intermediate container /

/** All files; those that `.dockerignore` names are left out by the client of the engine, which does so for files only. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

/** What the engine repeats of ENV lines may be somebody's secret. */
const withoutValues = (line: string): string => line.replace(/^(Step \d+\/\d+ : ENV) .*$/s, '$1 …')
