import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { AnyFlow } from '../any-flow.ts'
import { FlowFileNotFound } from '../entrypoints/errors.ts'
import { findFlow } from '../entrypoints/find-flow.ts'
import { importModule, type ModuleExports } from '../entrypoints/import-module.ts'
import { loadFailure } from '../entrypoints/load-failure.ts'
import { BundleError, PackagesMissing } from './errors.ts'
import { type BundleManifest, readManifest } from './manifest.ts'

let loading: string | undefined

/** The bundle whose code is being loaded just now: that code must not save itself again. */
export const bundleBeingLoaded = (): string | undefined => loading

/**
 * Loads the flow of a bundle that `flow.save()` wrote. Its stack traces show the lines of the sources.
 *
 * @param path the file, or its name without `.flow.mjs`.
 * @throws FlowFileNotFound; BundleError when it is no bundle; PackagesMissing; FlowFileFailed when its code throws; FlowNotFound when the
 *   flow was not exported from its file.
 */
export async function loadFlowBundle(path: string): Promise<AnyFlow> {
  const file = await fileOf(path)
  const manifest = await readManifest(file)
  if (manifest === undefined) throw new BundleError(`${file} is no flow that was saved: write it with \`await flow.save()\``)
  process.setSourceMapsEnabled(true)
  return findFlow(await exportsOf(file, manifest), manifest.flowName, file)
}

async function fileOf(path: string): Promise<string> {
  for (const candidate of [resolve(path), resolve(`${path}.flow.mjs`)]) {
    const there = await stat(candidate).catch(() => undefined)
    if (there?.isFile() === true) return candidate
  }
  throw new FlowFileNotFound(path, resolve(path))
}

async function exportsOf(file: string, manifest: BundleManifest): Promise<ModuleExports> {
  loading = file
  try {
    return await importModule(file)
  } catch (error) {
    if (error instanceof BundleError) throw error
    const missing = missingPackage(error, manifest)
    throw missing === undefined ? loadFailure(file, error) : new PackagesMissing(file, missing, error)
  } finally {
    loading = undefined
  }
}

/** Node names the first that is missing; all that the bundle needs are named, since the others are likely to be missing too. */
function missingPackage(error: unknown, { packages }: BundleManifest): readonly string[] | undefined {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') return undefined
  const name = /Cannot find package '([^']+)'/.exec(error.message)?.[1]
  if (name === undefined || packages[name] === undefined) return undefined
  return Object.entries(packages).map(([each, version]) => (version === '*' ? each : `${each}@${version}`))
}
