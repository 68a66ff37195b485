import { copyFile, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, isAbsolute, join, posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FlowDefinition } from '@millrace/sdk'
import { type SavedFlow, saveFlow } from '@millrace/sdk/bundles'
import { transform } from 'esbuild'
import type { Engine } from '../engine/engine.ts'
import { DockerError } from '../errors.ts'
import { millraceImage, millraceVersion } from '../images/default-image.ts'
import { slugOf } from '../images/image-name.ts'
import { provideImage, usualPolicy } from '../images/pull-image.ts'
import { buildImage } from './build-image.ts'
import { dockerfileOf, PREFECT_DIRECTORY } from './dockerfile.ts'
import { secretWarnings } from './secret-names.ts'

/** What an image with flows may be told. */
export interface FlowImageOptions {
  /** The image that it is built on (default: that of Millrace in this version, on this major version of Node.js). */
  readonly baseImage?: string | undefined
  /** A Dockerfile that is built first, with its folder as context, and is then built on; not with `baseImage`. */
  readonly dockerfile?: string | undefined
  /** The base image is one of the engine's own and is never pulled (default false). */
  readonly localImage?: boolean | undefined
  /** Packages that npm installs, as `zod@4`; a path is that of a package or archive of this machine. */
  readonly dependencies?: readonly string[] | undefined
  /**
   * What becomes of the packages that the flows import: `install` (default) adds them to the dependencies in the versions that are
   * installed here, `inside` bundles them with the flow, `none` leaves them to the base image.
   */
  readonly packages?: 'install' | 'inside' | 'none' | undefined
  /** Packages that pip installs, for flows that call Python. */
  readonly pythonDependencies?: readonly string[] | undefined
  /** Environment variables of the image; everybody who may pull it can read them. */
  readonly envVars?: Readonly<Record<string, string>> | undefined
  /** Files and folders of this machine by their path (from `cwd`), and where each is to be in the image. */
  readonly files?: Readonly<Record<string, string>> | undefined
  /** Lines of a Dockerfile that stand after files and before flows. */
  readonly extraDockerfileCommands?: readonly string[] | undefined
  /** The folder of Millrace and the flows in the image (default `/opt/prefect`). */
  readonly prefectDirectory?: string | undefined
  /** Build it although a flow would not run in it (default false). */
  readonly ignoreHealthchecks?: boolean | undefined
  /** Further options of the engine's build, such as `nocache`, `platform`, `buildargs`. */
  readonly buildOptions?: Readonly<Record<string, unknown>> | undefined
  /** Where relative paths begin (default: the folder of this process). */
  readonly cwd?: string | undefined
}

/** A flow in an image. */
export interface FlowInImage {
  /** Where it is there: `/opt/prefect/flows/daily-report.flow.mjs`. */
  readonly path: string
  /** By which runs find it: `/opt/prefect/flows/daily-report.flow.mjs:report`. */
  readonly entrypoint: string
}

export interface BuiltFlowImage {
  readonly id: string
  /** The folder that runs begin in. */
  readonly directory: string
  /** By name of the flow. */
  readonly flows: ReadonlyMap<string, FlowInImage>
}

/** Where a flow is in an image that is built by `buildFlowImage`; known before. */
export function placeInImage({ name, fn }: FlowDefinition, directory = PREFECT_DIRECTORY): FlowInImage {
  const path = posix.join(directory, 'flows', `${slugOf(name)}.flow.mjs`)
  return { path, entrypoint: `${path}:${fn.name === '' ? name : fn.name}` }
}

/**
 * Builds an image with flows in it, and checks in the image that they run there.
 *
 * @param names `name:tag`, the first of which the image is known by.
 *
 * @throws BundleError; HealthChecksFailed, BuildFailed; ImageNotFound, RegistryRefused for the base image; EngineUnavailable.
 */
export async function buildFlowImage(
  engine: Engine,
  flows: readonly FlowDefinition[],
  names: readonly [string, ...string[]],
  options: FlowImageOptions,
  print: (line: string) => void,
): Promise<BuiltFlowImage> {
  const { prefectDirectory: directory = PREFECT_DIRECTORY, envVars = {}, dockerfile, baseImage, cwd = process.cwd() } = options
  if (dockerfile !== undefined && baseImage !== undefined)
    throw new DockerError('expected either a dockerfile or a baseImage, not both: the Dockerfile says by FROM what it is built on')
  if (!posix.isAbsolute(directory))
    throw new DockerError(`expected prefectDirectory to be an absolute path of the image, got '${directory}'`)
  requireDistinct(flows)
  for (const warning of secretWarnings(envVars)) print(warning)
  const context = await mkdtemp(join(tmpdir(), 'millrace-image-'))
  try {
    const saved = await Promise.all(flows.map((flow) => saveInto(flow, context, options)))
    const { dependencies, isLocal } = await dependenciesIn(context, saved, options, cwd)
    const files = await filesIn(context, options.files ?? {}, cwd)
    await writeFile(join(context, 'health-checks.mjs'), await healthChecks())
    const base = dockerfile === undefined ? (baseImage ?? millraceImage()) : `${names[0]}-base`
    if (dockerfile === undefined) await provideImage(engine, base, { policy: options.localImage === true ? 'Never' : usualPolicy(base) })
    else {
      const file = resolve(cwd, dockerfile)
      await buildImage(engine, { context: dirname(file), dockerfile: basename(file), names: [base], options: options.buildOptions, print })
    }
    const text = dockerfileOf({
      baseImage: base,
      directory,
      labels: { 'io.millrace.version': millraceVersion },
      env: envVars,
      dependencies,
      hasLocalDependencies: isLocal,
      pythonDependencies: options.pythonDependencies ?? [],
      files,
      extraLines: options.extraDockerfileCommands ?? [],
      millrace: `millrace@${millraceVersion}`,
      nodeVersion: Number.parseInt(process.versions.node, 10),
      healthChecks: options.ignoreHealthchecks !== true,
    })
    await writeFile(join(context, 'Dockerfile'), text)
    const id = await buildImage(engine, { context, names, options: options.buildOptions, print })
    return { id, directory, flows: new Map(flows.map((flow) => [flow.name, placeInImage(flow, directory)])) }
  } finally {
    await rm(context, { recursive: true, force: true })
  }
}

function requireDistinct(flows: readonly FlowDefinition[]): void {
  const slugs = flows.map(({ name }) => slugOf(name))
  const twice = slugs.find((slug, index) => slugs.indexOf(slug) !== index)
  if (twice !== undefined)
    throw new DockerError(`two flows would be ${twice}.flow.mjs in the image: give them names that differ in letters or digits`)
  if (flows.length === 0) throw new DockerError('expected a flow to put into the image, got none')
}

const saveInto = (flow: FlowDefinition, context: string, { packages }: FlowImageOptions): Promise<SavedFlow> =>
  saveFlow(flow, join(context, 'flows', `${slugOf(flow.name)}.flow.mjs`), { packages: packages === 'inside' ? 'inside' : 'outside' })

/** What npm is to install: what was asked for, and what the flows import and nobody named. */
async function dependenciesIn(
  context: string,
  saved: readonly SavedFlow[],
  { dependencies = [], packages = 'install' }: FlowImageOptions,
  cwd: string,
): Promise<{ readonly dependencies: readonly string[]; readonly isLocal: boolean }> {
  const named = new Set(dependencies.map(packageName))
  const imported = packages === 'none' ? [] : saved.flatMap(({ manifest }) => Object.entries(manifest.packages))
  const found = new Map(imported.filter(([name]) => !named.has(name)))
  const local = dependencies.filter(isPath)
  for (const path of local) {
    const source = resolve(cwd, path)
    if ((await stat(source).catch(() => undefined)) === undefined) throw new DockerError(`there is no package ${source} for the image`)
    await cp(source, join(context, 'dependencies', basename(path)), {
      recursive: true,
      filter: (file) => basename(file) !== 'node_modules',
    })
    for (const name of await nameOfPackage(source)) found.delete(name)
  }
  const asked = dependencies.map((each) => (isPath(each) ? `./dependencies/${basename(each)}` : each))
  return { dependencies: [...asked, ...[...found].map(([name, version]) => `${name}@${version}`)], isLocal: local.length > 0 }
}

const isPath = (dependency: string): boolean => /^\.{0,2}\//.test(dependency) || isAbsolute(dependency)

/** `@scope/name@1` → `@scope/name`. */
const packageName = (dependency: string): string => dependency.replace(/(?<=.)@.*$/, '')

/** The name of a package in a folder, or, as npm pack calls them, in an archive. */
async function nameOfPackage(path: string): Promise<readonly string[]> {
  const manifest = await readFile(join(path, 'package.json'), 'utf8').catch(() => undefined)
  if (manifest !== undefined) return [(JSON.parse(manifest) as { name: string }).name]
  return [basename(path).replace(/-\d[^/]*$/, '')]
}

async function filesIn(
  context: string,
  files: Readonly<Record<string, string>>,
  cwd: string,
): Promise<readonly { readonly source: string; readonly target: string }[]> {
  return await Promise.all(
    Object.entries(files).map(async ([path, target], index) => {
      const from = resolve(cwd, path)
      const found = await stat(from).catch(() => undefined)
      if (found === undefined) throw new DockerError(`there is no file ${from} for the image`)
      if (!posix.isAbsolute(target))
        throw new DockerError(`expected the place of ${path} in the image to be an absolute path, got '${target}'`)
      const source = posix.join('files', String(index), basename(from))
      await mkdir(dirname(join(context, source)), { recursive: true })
      if (found.isDirectory()) await cp(from, join(context, source), { recursive: true })
      else await copyFile(from, join(context, source))
      return { source, target }
    }),
  )
}

/** The script of the checks, for any Node.js that an image may have. */
async function healthChecks(): Promise<string> {
  const file = fileURLToPath(new URL(`./health-checks${extname(import.meta.url)}`, import.meta.url))
  return (await transform(await readFile(file, 'utf8'), { loader: 'ts', format: 'esm', target: 'node18' })).code
}
