import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  cleanEnvironment,
  eventually,
  hasRedis,
  millrace,
  startMillrace,
  startRedis,
  startServer,
  supervise,
  temporaryFolder,
} from '@millrace/testing'
import type { RunningRedis, RunningServer, Supervised } from '@millrace/testing'
import { describe, expect, test } from 'vitest'

const FLOWS = join(import.meta.dirname, '..', 'flows')

const startNode = async (server: RunningServer, redis: RunningRedis, name: string): Promise<Supervised> => {
  const node = startMillrace(
    ['task-runner', 'start', '--redis', redis.url, '--name', name, '--concurrency', '2', '--path', FLOWS, '--lost-after', '2'],
    { env: server.env },
  )
  await node.says(/takes tasks from queue/)
  return node
}

const startFlow = (server: RunningServer, redis: RunningRedis, folder: string): Supervised =>
  supervise({
    program: process.execPath,
    argv: [join(FLOWS, 'on-nodes.ts'), redis.url, folder],
    env: cleanEnvironment(server.env),
    cwd: FLOWS,
  })

const notesIn = async (folder: string): Promise<string[]> =>
  (await readFile(join(folder, 'notes'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')

const begun = async (folder: string, count: number): Promise<string[]> =>
  await eventually(`${count} tasks beginning`, async () => {
    const notes = await notesIn(folder)
    return notes.filter((note) => note.startsWith('begun')).length >= count ? notes : undefined
  })

describe.runIf(hasRedis)('nodes', () => {
  test('S052 the tasks of a node that is killed run on another one, and the flow says that they may be done twice', async () => {
    await using server = await startServer()
    await using redis = await startRedis()
    await using folder = await temporaryFolder()
    await using first = await startNode(server, redis, 'first')
    await using run = startFlow(server, redis, folder.path)
    await begun(folder.path, 2)
    await using second = await startNode(server, redis, 'second')
    first.kill('SIGKILL', true)
    const notes = await begun(folder.path, 4)
    expect(notes.filter((note) => note.includes(' one '))).toHaveLength(2)
    await writeFile(join(folder.path, 'go'), '')
    await run.says(/result ONE TWO/)
    expect(await run.ended).toBe(0)
    expect(run.output()).toMatch(
      /Node 'second' takes over task run 'work-\d' from a node that was lost: what that one has done may be done twice/,
    )
    const ended = (await notesIn(folder.path)).filter((note) => note.startsWith('ended'))
    expect(ended.map((note) => note.split(' ')[2])).toEqual([String(second.pid), String(second.pid)])
  })

  test('a node that is told to end finishes its tasks first, and leaves the others to others', async () => {
    await using server = await startServer()
    await using redis = await startRedis()
    await using folder = await temporaryFolder()
    await using node = await startNode(server, redis, 'only')
    await using run = startFlow(server, redis, folder.path)
    await begun(folder.path, 2)
    node.kill('SIGTERM')
    await node.says(/Stopping after 2 tasks/)
    await eventually('a draining node in the list', async () => {
      const { output } = await millrace(['task-runner', 'ls', '--redis', redis.url], { env: server.env })
      return /only.*2 of 2.*draining/.test(output) ? output : undefined
    })
    await writeFile(join(folder.path, 'go'), '')
    expect(await node.ended).toBe(0)
    await run.says(/result ONE TWO/)
    expect(await run.ended).toBe(0)
  })

  test('commands say what is wrong', async () => {
    await using home = await temporaryFolder()
    const env = { MILLRACE_HOME: home.path }
    expect(await millrace(['task-runner', 'ls', '--redis', 'redis://127.0.0.1:1'], { env })).toMatchObject({
      code: 1,
      output: expect.stringContaining('Redis is not to be had: connect ECONNREFUSED 127.0.0.1:1'),
    })
    expect(await millrace(['task-runner', 'start'], { env })).toMatchObject({ code: 2 })
  })
})
