import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { loadSettings, type Settings, sourceOf } from '@millrace/settings'
import { allTasks, becomeHost, mainReached } from '../calls/registry.ts'
import { asError } from '../errors.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import type { ResultOptions } from '../results/result-plan.ts'
import { serializerOf } from '../results/serializers.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { loadFlowBundle } from './load-flow-bundle.ts'
import { readManifest } from './manifest.ts'

/** One check of a bundle. */
export interface BundleCheck {
  readonly name: string
  /** What is wrong and what to do about it; empty when the check passed. */
  readonly problems: readonly string[]
}

/**
 * Checks whether a bundle will run where it is: its packages are there, its code loads, its flow is in it, and what its
 * tasks must keep can be kept. It loads the code, so it is for a process of its own. Once one check fails, those that need
 * it are left out.
 *
 * @param file the bundle, below the folder whose packages it is to find.
 */
export async function checkFlowBundle(file: string): Promise<readonly BundleCheck[]> {
  const dependencies = { name: 'Dependency check', problems: await missingPackages(file) }
  if (dependencies.problems.length > 0) return [dependencies]
  becomeHost()
  const loaded = await loadedFlow(file)
  const bundle = { name: 'Flow bundle check', problems: 'problem' in loaded ? [loaded.problem] : [] }
  if (!('flow' in loaded)) return [dependencies, bundle]
  const settings = loadSettings({ env: process.env, cwd: process.cwd() })
  return [dependencies, bundle, { name: 'Result check', problems: lostResults(loaded.flow, allTasks(), settings) }]
}

async function missingPackages(file: string): Promise<readonly string[]> {
  const folders = createRequire(resolve(file)).resolve.paths('x') ?? []
  const manifest = await readManifest(file)
  const missing = Object.entries(manifest?.packages ?? {}).filter(([name]) => !folders.some((folder) => existsSync(join(folder, name))))
  return missing.map(
    ([name, version]) => `the flow imports '${name}', which is not installed here: add '${name}@${version}' to the dependencies`,
  )
}

async function loadedFlow(file: string): Promise<{ readonly flow: FlowDefinition } | { readonly problem: string }> {
  try {
    const flow = await Promise.race([loadFlowBundle(file), mainReached()])
    if (flow !== undefined) return { flow: flow.definition }
    return { problem: 'the file of the flow begins to work when it is loaded: put its calls behind `if (import.meta.main)`' }
  } catch (error) {
    return { problem: asError(error).message }
  }
}

/** Results in the folder of a container are gone with it: nobody finds them who looks for them later. */
function lostResults({ options: flow }: FlowDefinition, tasks: readonly TaskDefinition[], settings: Settings): readonly string[] {
  const isPlaceChosen = (['results.localStoragePath', 'results.defaultStorageBlock'] as const).some(
    (path) => sourceOf(settings, path).kind !== 'default',
  )
  return tasks.flatMap(({ name, options }) => {
    const unknown = serializerProblem(options)
    if (unknown !== undefined) return [`task '${name}': ${unknown}`]
    const reason = options.cache !== undefined ? 'is cached' : options.persistResult === true ? 'keeps its result' : undefined
    if (reason === undefined || isPlaceChosen || options.resultStorage !== undefined || flow.resultStorage !== undefined) return []
    return [
      `task '${name}' ${reason}, but in a folder of the container, which goes with it: give the task or its flow a resultStorage ` +
        '(s3Storage, gcsStorage, …), or mount a folder and name it in MILLRACE_RESULTS_LOCAL_STORAGE_PATH',
    ]
  })
}

function serializerProblem({ resultSerializer }: ResultOptions): string | undefined {
  if (resultSerializer === undefined) return undefined
  try {
    const serializer = serializerOf(resultSerializer)
    serializer.load(serializer.dump({ checked: true }))
    return undefined
  } catch (error) {
    return asError(error).message
  }
}
