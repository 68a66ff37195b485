import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { localStorage } from './local-storage.ts'
import { readResult, readToldResult, type ResultStore, writeResult } from './result-store.ts'
import { devalueSerializer, jsonSerializer } from './serializers.ts'

async function setup(): Promise<ResultStore & AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-results-'))
  return {
    folder,
    storage: localStorage(join(folder, 'deep', 'er')),
    serializer: devalueSerializer,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

describe('results', () => {
  test('S244 come back as they were, dates, maps, cycles and errors included', async () => {
    await using store = await setup()
    const value: Record<string, unknown> = {
      at: new Date(5),
      map: new Map([[1, new Set(['x'])]]),
      big: 5n,
      none: undefined,
      error: new TypeError('no'),
    }
    value['self'] = value
    await writeResult(store, { key: 'some/key', value, expiration: null, what: 'it' })
    const found = (await readResult(store, 'some/key'))?.value as typeof value
    expect(found).toMatchObject({ at: new Date(5), map: new Map([[1, new Set(['x'])]]), big: 5n })
    expect(found['error']).toMatchObject({ name: 'TypeError', message: 'no' })
    expect(found['self']).toBe(found)
  })

  test('are read by the serializer that wrote them', async () => {
    await using store = await setup()
    await writeResult({ ...store, serializer: jsonSerializer }, { key: 'k', value: { a: 1 }, expiration: null, what: 'it' })
    expect((await readResult(store, 'k'))?.value).toEqual({ a: 1 })
  })

  test('name what wrote them so that every client of Prefect 3 can tell, and are read under the names of before', async () => {
    await using store = await setup()
    const plain = await writeResult(store, { key: 'plain', value: { a: [1] }, expiration: null, what: 'it' })
    expect(plain.serializer).toEqual({ type: 'json' })
    expect(JSON.parse((await store.storage.read('plain')) ?? '')).toMatchObject({ metadata: plain, result: '{"a":[1]}' })
    const rich = await writeResult(store, { key: 'rich', value: { at: new Date(5) }, expiration: null, what: 'it' })
    expect(rich.serializer).toEqual({ type: 'json', object_decoder: 'millrace.devalue' })
    const before = { metadata: { ...rich, serializer: { type: 'devalue' } }, result: devalueSerializer.dump(new Date(6)) }
    await store.storage.write('before', JSON.stringify(before))
    expect((await readResult(store, 'before'))?.value).toEqual(new Date(6))
  })

  test('of flows in Python are read as Prefect keeps them, without a record, unless only Python can', async () => {
    await using store = await setup()
    await store.storage.write('python', '{"a": [1]}')
    const told = { storage_key: join(store.folder, 'deep', 'er', 'python'), serializer: { type: 'json' } }
    expect(await readToldResult(store, told)).toEqual({ value: { a: [1] } })
    await expect(readToldResult(store, { ...told, serializer: { type: 'pickle' } })).rejects.toThrow(
      'give its flow result_serializer="json"',
    )
    expect(await readToldResult(store, { ...told, storage_key: 'other' })).toBeUndefined()
  })

  test('are gone when they have expired, or never were', async () => {
    await using store = await setup()
    await writeResult(store, { key: 'k', value: 1, expiration: '2026-01-01T00:00:00.000000Z', what: 'it' })
    expect(await readResult(store, 'k', '2025-12-31T23:59:59.999999Z')).toMatchObject({ value: 1 })
    expect(await readResult(store, 'k', '2026-01-01T00:00:00.000000Z')).toBeUndefined()
    expect(await readResult(store, 'other')).toBeUndefined()
  })

  test('that cannot be written name what, why and the ways out, and leave no file', async () => {
    await using store = await setup()
    const writing = writeResult(store, { key: 'k', value: { fn: () => 1 }, expiration: null, what: "task 'make'" })
    await expect(writing).rejects.toThrow(
      /result of task 'make' cannot be persisted .* pass another resultSerializer, or set persistResult: false/,
    )
    expect(await readdir(store.folder)).toEqual([])
  })

  test.each(['../out', '.', 'a/../../out', 'a\0b'])('never leave their folder: %s', async (key) => {
    await using store = await setup()
    await expect(store.storage.write(key, 'x')).rejects.toThrow('leads out of')
    await expect(store.storage.read(key)).rejects.toThrow('leads out of')
  })

  test('keep an absolute key below their folder, or take it for the path of a file there, as Prefect means it', async () => {
    await using store = await setup()
    await store.storage.write('one', 'x')
    expect(await store.storage.read(join(store.folder, 'deep', 'er', 'one'))).toBe('x')
    expect(await store.storage.read('/etc/passwd')).toBeUndefined()
  })

  test('leave no temporary file behind', async () => {
    await using store = await setup()
    await Promise.all(Array.from({ length: 20 }, () => store.storage.write('same', 'x')))
    expect(await readdir(join(store.folder, 'deep', 'er'))).toEqual(['same'])
  })
})
