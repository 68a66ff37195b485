import { expect, test } from 'vitest'
import { startCliServer } from '../../testing/cli-server.ts'

test('makes, changes and deletes users, whose passwords are never arguments', async () => {
  await using cli = await startCliServer({ accounts: true })
  expect(await cli.runWith('correct horse\n', 'user', 'create', 'ada', '--role', 'admin')).toMatchObject({
    code: 0,
    out: "Created user 'ada' with the role admin.\n",
  })
  expect(await cli.runWith('correct horse', 'user', 'create', 'ADA')).toMatchObject({ code: 1, err: expect.stringContaining('already') })
  expect(await cli.runWith('short', 'user', 'create', 'bob')).toMatchObject({ code: 1, err: expect.stringContaining('password') })
  expect(await cli.run('user', 'create', 'bob')).toMatchObject({ code: 2, err: expect.stringContaining('standard input is empty') })
  expect(await cli.run('user', 'create', 'bob', '--role', 'king')).toMatchObject({ code: 2 })
  expect(await cli.runWith('correct horse', 'user', 'create', 'bob', '-o', 'json')).toMatchObject({
    code: 0,
    out: expect.stringContaining('"viewer"'),
  })
  expect((await cli.run('user', 'update', 'bob')).code).toBe(2)
  expect(await cli.json('user', 'update', 'BOB', '--role', 'operator', '--disable')).toMatchObject({ role: 'operator', disabled: true })
  expect(await cli.runWith('battery staple', 'user', 'update', 'bob', '--enable', '--password')).toMatchObject({
    code: 0,
    out: "Updated user 'bob'.\n",
  })
  expect(await cli.json('user', 'ls')).toMatchObject([{ name: 'ada' }, { name: 'bob', disabled: false }])
  expect((await cli.run('user', 'ls')).out).toMatch(/ada .*admin .*yes .*never/)
  expect(await cli.run('user', 'update', 'ada', '--role', 'viewer')).toMatchObject({ code: 1, err: expect.stringContaining('last admin') })
  expect(await cli.run('user', 'delete', 'bobb')).toMatchObject({ code: 1, err: "User 'bobb' not found. Did you mean 'bob'?\n" })
  expect(await cli.run('user', 'delete', 'bob')).toMatchObject({ code: 0, out: "Deleted user 'bob'.\n" })
})

test('makes keys that are shown once, works with them, and revokes them', async () => {
  await using cli = await startCliServer({ accounts: true })
  const made = await cli.run('api-key', 'create', 'ci', '--role', 'viewer', '--days', '30')
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('shown this once') })
  expect(made.out).toMatch(/^mlr_[\da-f]{8}_\S{43}\n$/)
  const key = made.out.trim()
  expect(await cli.runAs(key, 'variable', 'ls', '-o', 'json')).toMatchObject({ code: 0, out: '[]\n' })
  const refused = await cli.runAs(key, 'variable', 'set', 'v', '1')
  expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/403.*the right to build.*this is the key 'ci'/) })
  expect(await cli.json('api-key', 'ls')).toMatchObject([{ name: 'ci', role: 'viewer', user_name: null }])
  await cli.runWith('correct horse', 'user', 'create', 'ada', '--role', 'operator')
  const own = await cli.runWith('correct horse', 'api-key', 'create', 'laptop', '--user', 'ada', '-o', 'json')
  expect(JSON.parse(own.out)).toMatchObject({ role: 'operator', user_name: 'ada' })
  const wrong = await cli.runWith('battery staple', 'api-key', 'create', 'laptop', '--user', 'ada')
  expect(wrong).toMatchObject({ code: 1, out: '', err: expect.stringContaining('not the name and the password of a user') })
  expect((await cli.run('api-key', 'ls')).out).toContain(`${key.slice(0, 12)}_…`)
  expect(await cli.json('api-key', 'create', 'ci', '--role', 'worker', '--work-pool', 'pool')).toMatchObject({
    key: expect.any(String),
    work_pool_name: 'pool',
  })
  expect(await cli.run('api-key', 'create', 'x', '--role', 'viewer', '--work-pool', 'pool')).toMatchObject({ code: 1 })
  expect(await cli.run('api-key', 'create', 'x', '--days', '0')).toMatchObject({ code: 2 })
  expect(await cli.run('api-key', 'revoke', 'ci')).toMatchObject({ code: 1, err: expect.stringContaining('2 API keys have the name') })
  expect(await cli.run('api-key', 'revoke', key.slice(0, 12))).toMatchObject({ code: 0, out: "Revoked API key 'ci'.\n" })
  expect(await cli.run('api-key', 'revoke', 'nothing')).toMatchObject({ code: 1, err: expect.stringContaining('not found') })
  expect(await cli.runAs(key, 'variable', 'ls')).toMatchObject({
    code: 1,
    err: expect.stringContaining('set MILLRACE_API_AUTH_STRING or MILLRACE_API_KEY'),
  })
})

test('lists, verifies and exports the audit log', async () => {
  await using cli = await startCliServer({ accounts: true })
  expect(await cli.run('audit', 'verify')).toMatchObject({ code: 0, out: 'The audit log is empty.\n' })
  expect(await cli.run('audit', 'export', '-o', 'json')).toMatchObject({ code: 0, out: '[\n]\n' })
  await cli.run('variable', 'set', 'answer', '42')
  await cli.run('variable', 'set', 'answer', '43', '--overwrite')
  const { out: key } = await cli.run('api-key', 'create', 'shown', '--role', 'viewer')
  await cli.runAs(key.trim(), 'variable', 'delete', 'answer')
  await cli.client.concurrencyLimitsV2.create({ body: { name: '=cmd+calc', limit: 1 } })
  expect(await cli.json('audit', 'ls', '--limit', '2', '--action', 'variables.')).toMatchObject([
    { action: 'variables.deleteByName', status: 403, who: { kind: 'key', name: 'shown' } },
    { action: 'variables.updateByName', name: 'answer', details: { fields: ['value'] } },
  ])
  expect((await cli.run('audit', 'ls', '--refused', '--since', '1 hour ago')).out).toMatch(
    /key shown .*variables\.deleteByName .*variable answer .*403/,
  )
  expect((await cli.run('audit', 'ls', '--since', 'soonish')).code).toBe(1)
  expect((await cli.run('audit', 'ls', '--limit', '0')).code).toBe(2)
  expect(await cli.json('audit', 'verify')).toEqual({ checked: 5, last: 5, broken: null })
  expect(await cli.run('audit', 'verify')).toMatchObject({ code: 0, out: 'All 5 entries are as they were written, up to 5.\n' })
  const csv = (await cli.run('audit', 'export', '-o', 'csv')).out.split('\r\n')
  expect(csv).toHaveLength(7)
  expect(csv[0]).toBe('number,at,who,address,program,action,kind,id,name,status,details,request_id,hash')
  expect(csv[1]).toContain(",'=cmd+calc,201,")
  const lines = (await cli.run('audit', 'export', '--who', 'shown')).out.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).action)).toEqual(['variables.deleteByName'])
  expect(JSON.parse((await cli.run('audit', 'export', '-o', 'json')).out)).toHaveLength(5)
  expect((await cli.runAs(key.trim(), 'audit', 'ls')).err).toMatch(/the right to administer/)
})
