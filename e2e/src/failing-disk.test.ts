import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { freePort, startServerOn, type Supervised, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'

/** Stands before the C library: while the file that FAILING names is there, no flush comes to the disk. */
const SHIM = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
static int flush(const char *name, int file) {
  const char *failing = getenv("FAILING");
  if (failing && access(failing, F_OK) == 0) { errno = EIO; return -1; }
  return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}
int fsync(int file) { return flush("fsync", file); }
int fdatasync(int file) { return flush("fdatasync", file); }
`
const FAULTS = 3

test('a disk that does not take what it was given ends the server, and nothing acknowledged is lost (R21)', async (context) => {
  await using folder = await temporaryFolder()
  const shim = join(folder.path, 'shim.so')
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-o', shim, '-x', 'c', '-', '-ldl'], { input: SHIM, stdio: ['pipe', 'ignore', 'ignore'] })
  } catch {
    context.skip('there is no C compiler here')
  }
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/api`
  const failing = join(folder.path, 'failing')
  const start = (): Promise<Supervised> => startServerOn(port, { MILLRACE_HOME: folder.path, LD_PRELOAD: shim, FAILING: failing })
  const acknowledged: string[] = []
  const refused: number[] = []
  const write = async (): Promise<boolean> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/flows/`, { method: 'POST', headers, body: JSON.stringify({ name: crypto.randomUUID() }) }).catch(
      () => undefined,
    )
    if (answer === undefined) return false
    if (answer.status !== 201) refused.push(answer.status)
    else acknowledged.push(((await answer.json()) as { id: string }).id)
    return answer.status === 201
  }
  for (let faults = 0; faults < FAULTS; faults += 1) {
    await using server = await start()
    const enough = acknowledged.length + 20
    const client = async (): Promise<void> => {
      while (await write()) if (acknowledged.length === enough) await writeFile(failing, '')
    }
    await Promise.all(Array.from({ length: 4 }, client))
    expect(await server.ended, server.output()).toBe(1)
    expect(server.output()).toContain('the database failed')
    await rm(failing)
  }
  expect(refused.filter((status) => status !== 503)).toEqual([])
  await using last = await start()
  const body = JSON.stringify({ flows: { id: { any_: acknowledged } } })
  const there = await fetch(`${url}/flows/count`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(await there.json(), last.output()).toBe(acknowledged.length)
  using database = new DatabaseSync(join(folder.path, 'millrace.db'), { readOnly: true })
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
})
