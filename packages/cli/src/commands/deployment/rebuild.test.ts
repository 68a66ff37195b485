import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CliServer, startCliServer } from '../../testing/cli-server.ts'

/** Where packages of this repository are found from. */
const SDK = new URL('../../../../sdk/src/index.ts', import.meta.url).href

const FLOWS = `import { flow } from '${SDK}'
export const sayHi = flow({ name: 'marvin' }, async function sayHi(question: string, answer: number = 42) {
  return [question, answer]
})
`

let cli: CliServer
beforeAll(async () => {
  cli = await startCliServer()
  await writeFile(join(cli.cwd, 'flows.ts'), FLOWS)
  await writeFile(join(cli.cwd, '.prefectignore'), '')
})
afterAll(() => cli[Symbol.asyncDispose]())

const read = async (name: string) => await cli.client.deployments.readByName({ params: { flow_name: 'marvin', deployment_name: name } })

/** Builds into the file of that name, and answers what was said on the way. */
async function build(name: string, ...options: readonly string[]): Promise<string> {
  const argv = ['flows.ts:sayHi', '-n', name, '-o', name, '-q', 'night', '--skip-upload', ...options]
  const { code, err } = await cli.run('deployment', 'build', ...argv)
  expect(code, err).toBe(0)
  return err
}

const fileOf = (name: string): string => join(cli.cwd, `${name}.yaml`)

async function edit(name: string, ...changes: readonly (readonly [was: string, is: string])[]): Promise<void> {
  let text = await readFile(fileOf(name), 'utf8')
  for (const [was, is] of changes) {
    expect(text).toContain(was)
    text = text.replace(was, is)
  }
  await writeFile(fileOf(name), text)
}

describe('a deployment that is built again', () => {
  test('S125 S155 keeps what people edited above the line of its file, and what was set on the server', async () => {
    await build('both', '-t', 'a', '-a')
    const { id } = await read('both')
    await cli.client.deployments.createSchedules({ params: { id }, body: [{ schedule: { cron: '0 6 * * *' }, active: false }] })
    await edit('both', ['tags:\n- a', 'tags:\n- by-hand # why'], ['parameters: {}', 'parameters: {"question": "why"}'])
    expect(await build('both')).toBe("Kept as edited in 'both.yaml': tags, parameters\n")
    // Once more without applying it in between, with an option that counts more than the file.
    expect(await build('both', '--params', '{"question": "how"}')).toBe("Kept as edited in 'both.yaml': tags\n")
    expect(await readFile(fileOf('both'), 'utf8')).toContain('- by-hand # why')
    expect((await read('both')).tags).toEqual(['a'])
    expect(await cli.run('deployment', 'apply', 'both.yaml')).toMatchObject({ code: 0 })
    const applied = { tags: ['by-hand'], parameters: { question: 'how' }, schedules: [{ schedule: { cron: '0 6 * * *' }, active: false }] }
    expect(await read('both')).toMatchObject(applied)
  })

  test('S125 takes what is changed on the server after its file was applied, by `apply` or with the build', async () => {
    for (const apply of [() => build('later', '-a'), () => cli.run('deployment', 'apply', 'later.yaml')]) {
      await build('later', '-t', 'a')
      await edit('later', ['- a\n', '- by-hand\n'])
      await apply()
      const { id, tags } = await read('later')
      expect(tags).toEqual(['by-hand'])
      await cli.client.deployments.update({ params: { id }, body: { tags: ['by-ui'] } })
      expect(await build('later', '-a')).toBe('')
      expect((await read('later')).tags).toEqual(['by-ui'])
      expect(await readFile(fileOf('later'), 'utf8')).toContain('- by-ui\n')
    }
  })

  test.each([
    ['is half-edited', 'name: half\ntags: [a\n', /there\.yaml:\d+:\d+: malformed YAML/],
    ['is that of a project', 'name: shop\ndeployments: []\n', /there\.yaml:\d+:\d+: this is no deployment: /],
    ['holds several deployments', 'name: a\nflow_name: f\n---\nname: b\nflow_name: f\n', /there\.yaml holds 2 deployments/],
  ])('is refused where its file %s, which stays as it is', async (_, content, message) => {
    await writeFile(fileOf('there'), content)
    const ran = await cli.run('deployment', 'build', 'flows.ts:sayHi', '-n', 'there', '-o', 'there', '--skip-upload', '-a')
    expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(message) as string })
    expect(ran.err).toContain("Nothing was written. Mend or remove 'there.yaml', or name another file by --output.")
    expect(await readFile(fileOf('there'), 'utf8')).toBe(content)
    await expect(read('there')).rejects.toMatchObject({ status: 404 })
  })
})
