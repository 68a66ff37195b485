import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import { describeDefinition } from '../deployments/flow-description.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { newId } from '../identifiers.ts'
import { bundleFile } from './bundle.ts'
import { BundleError } from './errors.ts'
import { bundleBeingLoaded } from './load-flow-bundle.ts'
import { type BundleManifest, manifestLine } from './manifest.ts'

export interface SaveOptions {
  /**
   * `outside` (default): packages from `node_modules` are imported where the bundle is loaded, which names those that are missing.
   * `inside`: they become part of the bundle, but for those with compiled machine code.
   */
  readonly packages?: 'outside' | 'inside'
}

/** A bundle that was written. */
export interface SavedFlow {
  /** Absolute. */
  readonly path: string
  readonly manifest: BundleManifest
}

/**
 * Writes a flow, with all of its own code, into one file that another process can load without the sources.
 *
 * @param path the file, or a folder for `<function>.flow.mjs` (default: the current folder); `.flow.mjs` is added to a name without an ending.
 * @throws BundleError when the code cannot be bundled.
 */
export async function saveFlow(definition: FlowDefinition, path = '.', { packages = 'outside' }: SaveOptions = {}): Promise<SavedFlow> {
  const { name, file, fn } = definition
  if (file === undefined) throw new BundleError(`nobody knows in which file flow '${name}' is, so it cannot be saved`)
  const beingLoaded = bundleBeingLoaded()
  if (beingLoaded !== undefined) {
    throw new BundleError(`${beingLoaded} saves flow '${name}' while it is loaded: put the call behind \`if (import.meta.main)\``)
  }
  const functionName = fn.name === '' ? name : fn.name
  const [bundled, described] = await Promise.all([
    bundleFile(file, packages === 'inside'),
    describeDefinition(definition, { path: file, name: functionName, file }),
  ])
  const manifest: BundleManifest = {
    format: 1,
    flowName: name,
    functionName,
    description: described.description,
    parameterSchema: described.parameterSchema,
    packages: bundled.packages,
    sources: [...bundled.sources],
    created: new Date().toISOString(),
  }
  const target = await targetOf(path, `${functionName}.flow.mjs`)
  await writeWhole(target, manifestLine(manifest) + bundled.code)
  return { path: target, manifest }
}

async function targetOf(path: string, fileName: string): Promise<string> {
  const target = resolve(path)
  const there = await stat(target).catch(() => undefined)
  if (there?.isDirectory() === true || /[/\\]$/.test(path)) return join(target, fileName)
  return extname(target) === '' ? `${target}.flow.mjs` : target
}

/** Nobody reads a half-written bundle. */
async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = join(dirname(file), `.${newId()}.tmp`)
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(temporary, text)
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}
