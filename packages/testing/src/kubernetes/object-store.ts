import { randomUUID } from 'node:crypto'
import type { V1ObjectMeta } from '@kubernetes/client-node'
import { apiVersionOf, type Resource } from './resources.ts'
import { alreadyExists, conflict, expired, notFound } from './status-error.ts'
import type { Plain } from './plain.ts'

/** What the store has filled in. */
export type Metadata = Plain<V1ObjectMeta> & { name: string; uid: string; resourceVersion: string; creationTimestamp: Date }

/** An object as it is kept. */
export interface Stored {
  apiVersion?: string
  kind?: string
  metadata: Metadata
}

/** What a client sends to be made. */
export interface Draft {
  apiVersion?: string
  kind?: string
  metadata?: Plain<V1ObjectMeta>
}

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly resource: Resource
  readonly object: Stored
  /** How it was before; undefined for a new one. */
  readonly before: Stored | undefined
}

/** Objects by name, each change of which has a number. */
export class ObjectStore {
  #version = 1000
  #oldest = 1000
  #history: Change[] = []
  readonly #objects = new Map<string, Stored>()
  readonly #listeners = new Set<(change: Change) => void>()

  get version(): string {
    return String(this.#version)
  }

  create(resource: Resource, namespace: string | undefined, draft: Draft): Stored {
    const { metadata = {} } = draft
    const name = metadata.name ?? `${metadata.generateName ?? ''}${randomUUID().slice(-5)}`
    if (this.find(resource, namespace, name) !== undefined) throw alreadyExists(resource, name)
    const filled = {
      ...metadata,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid: randomUUID(),
      creationTimestamp: new Date(),
    }
    return this.#put('ADDED', resource, {
      ...draft,
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata: { ...filled, resourceVersion: '' },
    })
  }

  find(resource: Resource, namespace: string | undefined, name: string): Stored | undefined {
    return this.#objects.get(keyOf(resource, namespace, name))
  }

  read(resource: Resource, namespace: string | undefined, name: string): Stored {
    const found = this.find(resource, namespace, name)
    if (found === undefined) throw notFound(resource, name)
    return found
  }

  /** All of a namespace, or of all namespaces. */
  list<Kind extends Stored = Stored>({ plural }: Resource, namespace?: string): Kind[] {
    const prefix = namespace === undefined ? `${plural}/` : `${plural}/${namespace}/`
    return [...this.#objects].filter(([key]) => key.startsWith(prefix)).map(([, object]) => object as Kind)
  }

  /** Puts another version in its place; one that was made of an older version is refused. */
  replace<Kind extends Stored>(resource: Resource, object: Kind): Kind {
    const { name, namespace, resourceVersion } = object.metadata
    const { metadata: there } = this.read(resource, namespace, name)
    if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== there.resourceVersion) throw conflict(resource, name)
    return this.#put('MODIFIED', resource, object) as Kind
  }

  remove(resource: Resource, { metadata: { namespace, name } }: Stored): void {
    const key = keyOf(resource, namespace, name)
    const object = this.#objects.get(key)
    if (object === undefined) return
    this.#objects.delete(key)
    this.#tell('DELETED', resource, { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) } }, object)
  }

  /** What has changed since a version. Throws 410 when that is not remembered any more. */
  since(version: string): readonly Change[] {
    const from = Number(version)
    if (from < this.#oldest) throw expired()
    return this.#history.filter(({ object }) => Number(object.metadata.resourceVersion) > from)
  }

  /** Forgets all changes so far, as a server does after some minutes. */
  compact(): void {
    this.#history = []
    this.#oldest = ++this.#version
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #put(type: 'ADDED' | 'MODIFIED', resource: Resource, object: Stored): Stored {
    const { namespace, name } = object.metadata
    const key = keyOf(resource, namespace, name)
    const before = this.#objects.get(key)
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) } }
    this.#objects.set(key, stored)
    this.#tell(type, resource, stored, before)
    return stored
  }

  #tell(type: Change['type'], resource: Resource, object: Stored, before: Stored | undefined): void {
    const change: Change = { type, resource, object, before }
    this.#history.push(change)
    for (const listener of this.#listeners) listener(change)
  }
}

const keyOf = ({ plural }: Resource, namespace: string | undefined, name: string): string => `${plural}/${namespace ?? ''}/${name}`
