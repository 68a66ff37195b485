import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

const WARN = {
  name: 'warn',
  trigger: { type: 'event', posture: 'Reactive', expect: ['prefect.flow-run.Failed'], threshold: 3, within: 60 },
  actions: [{ type: 'cancel-flow-run' }],
}
const WATCH = {
  name: 'watch',
  trigger: { type: 'event', posture: 'Proactive', expect: ['prefect.work-pool.ready'], within: 120 },
  actions: [{ type: 'do-nothing' }],
}

test('makes automations from files and text, and takes back what it has printed', async () => {
  await using cli = await startCliServer()
  const file = join(cli.cwd, 'two.yaml')
  await writeFile(file, `automations: ${JSON.stringify([WARN, WATCH])}`)
  expect(await cli.run('automation', 'create', '-f', 'two.yaml')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Created automation 'warn' with id .*\nCreated automation 'watch' with id .*\n$/),
  })
  const listed = await cli.run('automations', 'ls')
  expect(listed.out).toContain('When a flow run becomes Failed 3 times within 1 minute, cancel the flow run.')
  expect(listed.out).toContain('When a work pool does not become ready within 2 minutes, do nothing.')

  const yaml = (await cli.run('automation', 'inspect', 'warn', '--yaml')).out
  expect(await cli.runWith(yaml.replace('name: warn', 'name: again'), 'automation', 'create', '-f', '-')).toMatchObject({ code: 0 })
  expect(await cli.run('automation', 'create', '-j', JSON.stringify({ ...WATCH, name: 'third' }))).toMatchObject({ code: 0 })
  expect(await cli.json('automation', 'ls')).toMatchObject([{ name: 'again' }, { name: 'third' }, { name: 'warn' }, { name: 'watch' }])
  expect((await cli.run('automation', 'inspect', 'again')).out).toContain('threshold: 3')
  expect(await cli.json('automation', 'inspect', 'again')).toMatchObject([{ trigger: { threshold: 3 } }])
})

test('says which of several automations were not made, and makes the others', async () => {
  await using cli = await startCliServer()
  const wrong = { ...WARN, name: 'wrong', actions: [{ type: 'fly' }] }
  const { code, out, err } = await cli.run('automation', 'create', '-j', JSON.stringify([wrong, WATCH]))
  expect(code).toBe(1)
  expect(out).toContain("Created automation 'watch'")
  expect(err).toMatch(/^Failed to create 'wrong': actions\.0/)
  expect(await cli.run('automation', 'create')).toMatchObject({ code: 2 })
  expect(await cli.run('automation', 'create', '-j', '{')).toMatchObject({ code: 1, err: expect.stringContaining('no JSON') })
  expect(await cli.run('automation', 'create', '-j', '[1]')).toMatchObject({ code: 1, err: expect.stringContaining('got 1 at 0') })
  expect(await cli.run('automation', 'create', '-f', 'none.yaml')).toMatchObject({ code: 1, err: expect.stringContaining('none.yaml') })
})

test('changes, pauses, resumes and deletes automations by name and id', async () => {
  await using cli = await startCliServer()
  await cli.run('automation', 'create', '-j', JSON.stringify([WARN, WATCH, WATCH]))
  const [{ id } = { id: '' }] = (await cli.json('automation', 'inspect', 'warn')) as { id: string }[]
  const changed = JSON.stringify({ ...WARN, description: 'thrice' })
  expect(await cli.run('automation', 'update', '--id', id, '-j', changed)).toMatchObject({ code: 0 })
  expect(await cli.json('automation', 'inspect', '--id', id)).toMatchObject({ description: 'thrice', enabled: true })
  expect(await cli.run('automation', 'pause', 'warn')).toMatchObject({ code: 0, out: `Paused automation 'warn' with id '${id}'.\n` })
  expect(await cli.json('automation', 'inspect', '--id', id)).toMatchObject({ enabled: false })
  expect(await cli.run('automation', 'enable', '--id', id)).toMatchObject({ code: 0 })
  expect(await cli.run('automation', 'disable', 'watch', '-y')).toMatchObject({ code: 0, out: expect.stringMatching(/(Paused.*\n){2}/) })
  expect(await cli.run('automation', 'pause', 'wran')).toMatchObject({
    code: 1,
    err: "Automation 'wran' not found. Did you mean 'warn'?\n",
  })
  expect(await cli.run('automation', 'delete', 'watch')).toMatchObject({ code: 1, err: expect.stringContaining('use --id') })
  expect(await cli.run('automation', 'delete', 'warn')).toMatchObject({ code: 0 })
  expect(await cli.run('automation', 'delete', 'warn', '--all')).toMatchObject({ code: 2 })
  expect(await cli.run('automation', 'delete', '--all')).toMatchObject({ code: 0, out: 'Deleted all automations (2).\n' })
  expect(await cli.json('automation', 'ls')).toEqual([])
  expect(await cli.run('automation', 'inspect')).toMatchObject({ code: 2 })
})
