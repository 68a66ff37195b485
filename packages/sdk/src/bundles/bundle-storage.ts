import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { AnyFlow } from '../any-flow.ts'
import { Block } from '../blocks/block.ts'
import { currentSession } from '../connection/session.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { openBlock } from '../storage/flow-source.ts'
import { codeFolder, openStorage, parseStorageSlug, storageBlock, StorageReadOnly, uploadTree } from '../storage/index.ts'
import type { Storage } from '../storage/file-system.ts'
import { joinPath } from '../storage/paths.ts'
import { BundleError } from './errors.ts'
import { loadFlowBundle } from './load-flow-bundle.ts'
import { type SavedFlow, saveFlow, type SaveOptions } from './save-flow.ts'

/** Where flows are kept, and how. */
export interface BundleStorageOptions extends SaveOptions {
  /** A folder of the storage (default: what its block says). */
  readonly path?: string | undefined
}

/** Where one flow is in the storage. */
export interface StoredBundle {
  /** The folder of this version, relative to the block. */
  readonly path: string
  /** In that folder. */
  readonly entrypoint: string
}

/**
 * Keeps flows in a storage as they are when they are registered: each in one file (`flow.save`), in a folder of its version. What is
 * changed in the sources later, other deployments get; runs of this one get what was built. The pickle-based storages of Prefect 1;
 * a block alone as `storage` is the script-based way.
 */
export class BundleStorage {
  /** The block, as `s3/prod` or by itself. */
  readonly block: string | Block
  readonly #options: BundleStorageOptions
  readonly #added = new Map<string, FlowDefinition>()
  readonly #built = new Map<string, StoredBundle>()

  constructor(block: string | Block, options: BundleStorageOptions = {}) {
    this.block = block
    this.#options = options
  }

  /** As people know it: `s3/prod`. */
  get name(): string {
    if (typeof this.block === 'string') return this.block
    return this.block.savedAs?.name == null ? this.block.type.slug : `${this.block.type.slug}/${this.block.savedAs.name}`
  }

  /** Where each flow is, by the flow's name; undefined before it is built. */
  get flows(): ReadonlyMap<string, string | undefined> {
    return new Map([...this.#added.keys()].map((name) => [name, this.#built.get(name)?.path]))
  }

  /** Takes a flow. Adding it again replaces it; it is kept once the storage is built. */
  addFlow(flow: AnyFlow | FlowDefinition): this {
    const definition = 'definition' in flow ? flow.definition : flow
    this.#added.set(definition.name, definition)
    this.#built.delete(definition.name)
    return this
  }

  /**
   * Bundles the flows that were added, and uploads those that the storage does not have in this version yet.
   *
   * @throws BundleError; StorageError, of the class that says what is wrong.
   */
  async build(): Promise<this> {
    const { files, address } = await this.#open()
    if (files === undefined) throw new StorageReadOnly(`${address} takes no uploads, so no flow can be kept there`)
    for (const definition of this.#added.values()) {
      const folder = await mkdtemp(join(tmpdir(), 'millrace-bundle-'))
      try {
        const saved = await saveFlow(definition, folder, this.#options)
        const path = joinPath(this.#path, fileName(saved.manifest.functionName), await versionOf(saved))
        await uploadTree(files, { from: folder, to: path })
        this.#built.set(definition.name, { path, entrypoint: `${basename(saved.path)}:${saved.manifest.functionName}` })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    }
    return this
  }

  /** Where a flow is that was built. @throws BundleError when it was not. */
  locationOf(name: string): StoredBundle {
    const built = this.#built.get(name)
    if (built !== undefined) return built
    throw new BundleError(
      this.#added.has(name)
        ? `flow '${name}' is not in ${this.name} yet: call build()`
        : `${this.name} has no flow '${name}'; it has ${[...this.#added.keys()].map((each) => `'${each}'`).join(', ') || 'none'}`,
    )
  }

  /**
   * Fetches a flow that was built, and loads it from there.
   *
   * @throws BundleError, StorageError, PackagesMissing.
   */
  async getFlow(name: string): Promise<AnyFlow> {
    const { path, entrypoint } = this.locationOf(name)
    const folder = await codeFolder()
    await (await this.#open()).fetch(path, folder)
    return await loadFlowBundle(join(folder, entrypoint.slice(0, entrypoint.lastIndexOf(':'))))
  }

  get #path(): string {
    return joinPath(typeof this.block === 'string' ? parseStorageSlug(this.block).path : '', this.#options.path ?? '')
  }

  async #open(): Promise<Storage> {
    if (this.block instanceof Block) return await openBlock(this.block)
    const { client } = await currentSession()
    return await openStorage(await storageBlock(client, this.block))
  }
}

/** The same code makes the same version, whenever it is bundled. */
async function versionOf({ path, manifest }: SavedFlow): Promise<string> {
  const text = await readFile(path, 'utf8')
  return createHash('sha256')
    .update(JSON.stringify({ ...manifest, created: undefined }))
    .update(text.slice(text.indexOf('\n')))
    .digest('hex')
    .slice(0, 16)
}

const fileName = (name: string): string => name.replaceAll(/[^\w.-]+/g, '-')
