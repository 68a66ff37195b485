import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import type { TaskRunner } from './task-runner.ts'

/** A task runner at work on a server, with whatever it needs beside. */
export interface RunnerUnderTest extends AsyncDisposable {
  readonly runner: TaskRunner
}

/** What a task runner is. */
export interface Traits {
  /** How many tasks it runs at once when it is opened with `workers`. */
  readonly parallel: (workers: number) => number
  /** Whether it calls functions outside of the flow's own thread. */
  readonly elsewhere: boolean
  /** How many tasks are mapped at once (default 500). */
  readonly many?: number
  /** How many arguments it copies before the runs of the tasks that want them are done (default: twice as many as run at once). */
  readonly copiedAhead?: number
}

/** Makes the runner with so many workers. */
export type OpenRunner = (server: TestServer, workers: number) => Promise<RunnerUnderTest> | RunnerUnderTest

/** What one test has. */
interface World extends AsyncDisposable {
  readonly server: TestServer
  readonly runner: TaskRunner
  /** A new file's or folder's path. */
  readonly path: (name: string) => string
  readonly folder: string
}

/** A task runner that is put through the tests, each in a world of its own. */
export interface Suite {
  readonly traits: Traits
  readonly world: (workers?: number) => Promise<World>
}

/** Opens a server, a runner of so many workers, and a folder. */
export async function openWorld(open: OpenRunner, workers: number): Promise<World> {
  const server = await openTestServer()
  const folder = await mkdtemp(join(tmpdir(), 'millrace-runner-'))
  const opened = await open(server, workers)
  return {
    server,
    runner: opened.runner,
    folder,
    path: (file) => join(folder, file),
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What tasks have written into a file; nothing where there is none. */
export const textOf = async (file: string): Promise<string> => await readFile(file, 'utf8').catch(() => '')
