import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openTestApp } from '../testing.ts'

describe('the server itself', () => {
  it.each([
    ['/health', true],
    ['/ready', { message: 'OK' }],
    ['/hello', '👋'],
    ['/version', '0.8.4'],
    ['/admin/version', '3.8.8'],
  ])('GET %s answers %j', async (path, body) => {
    await using server = await openTestApp()
    expect(await server.call('GET', path)).toMatchObject({ status: 200, body })
  })

  it('has no CSRF tokens, in the words that clients look for', async () => {
    await using server = await openTestApp()
    expect(await server.call('GET', '/csrf-token?client=x')).toMatchObject({
      status: 422,
      body: { detail: 'CSRF protection is disabled.' },
    })
    expect((await server.call('GET', '/csrf-token')).body.exception_detail[0]).toMatchObject({ type: 'missing', loc: ['query', 'client'] })
  })

  it('shows its settings without secrets', async () => {
    await using server = await openTestApp({ 'server.api.authString': 'admin:hunter2' })
    const headers = { authorization: `Basic ${Buffer.from('admin:hunter2').toString('base64')}` }
    const { body } = await server.call('GET', '/admin/settings', undefined, headers)
    expect(body.server.api).toMatchObject({ host: '127.0.0.1', auth_string: '********', default_limit: 200 })
    expect(JSON.stringify(body)).not.toContain('hunter2')
  })

  it('empties the database when that is confirmed', async () => {
    await using server = await openTestApp()
    const { body: flow } = await server.call('POST', '/flows/', { name: 'x' })
    await server.call('POST', '/flow_runs/', { flow_id: flow.id })
    expect((await server.call('POST', '/admin/database/clear', {})).status).toBe(400)
    expect((await server.call('POST', '/flows/count')).body).toBe(1)
    expect((await server.call('POST', '/admin/database/clear', { confirm: true })).status).toBe(204)
    expect((await server.call('POST', '/flows/count')).body).toBe(0)
  })

  it.each(['drop', 'create'])('goes on after a confirmed %s of its database', async (what) => {
    await using server = await openTestApp()
    await server.call('POST', '/flows/', { name: 'x' })
    expect((await server.call('POST', `/admin/database/${what}`, {})).status).toBe(400)
    expect((await server.call('POST', `/admin/database/${what}`, { confirm: true })).status).toBe(204)
    expect((await server.call('POST', '/flows/count')).body).toBe(what === 'drop' ? 0 : 1)
    expect((await server.call('POST', '/flows/', { name: 'y' })).status).toBe(201)
  })

  it('describes its routes, and shows them on a page', async () => {
    await using server = await openTestApp()
    const document = (await server.app.inject('/openapi.json')).json()
    expect(document.paths['/flow_runs/{id}/set_state'].post.summary).toBe('Propose a state for a flow run')
    expect((await server.app.inject('/api/openapi.json')).json()).toEqual(document)
    const page = await server.app.inject('/docs')
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.body).not.toMatch(/https?:\/\//)
  })
})

describe('flows', () => {
  it('are made once by name, read, changed and deleted with their runs', async () => {
    await using server = await openTestApp()
    const first = await server.call('POST', '/flows/', { name: 'Ünïcode ✓', tags: ['a'] })
    const second = await server.call('POST', '/flows/', { name: 'Ünïcode ✓' })
    expect([first.status, second.status, second.body]).toEqual([201, 200, first.body])
    const { id } = first.body
    expect((await server.call('GET', `/flows/name/${encodeURIComponent('Ünïcode ✓')}`)).body.id).toBe(id)
    expect((await server.call('PATCH', `/flows/${id}`, { tags: ['b'] })).status).toBe(204)
    expect((await server.call('GET', `/flows/${id}`)).body.tags).toEqual(['b'])
    const { body: run } = await server.call('POST', '/flow_runs/', { flow_id: id })
    expect((await server.call('DELETE', `/flows/${id}`)).status).toBe(204)
    expect((await server.call('GET', `/flow_runs/${run.id}`)).status).toBe(404)
    expect(await server.call('GET', `/flows/${id}`)).toMatchObject({ status: 404, body: { detail: 'Flow not found' } })
    expect((await server.call('POST', '/flows/paginate', {})).body).toMatchObject({ count: 0, pages: 0 })
  })
})

describe('events', () => {
  const events = (count: number): object[] =>
    Array.from({ length: count }, (_, index) => ({
      id: randomUUID(),
      occurred: new Date(Date.now() - index * 1000).toISOString(),
      event: 'test.happened',
      resource: { 'prefect.resource.id': 'test.thing' },
    }))

  it('are listed newest first, page by page', async () => {
    await using server = await openTestApp()
    expect((await server.call('POST', '/events', events(5))).status).toBe(204)
    const { body: first } = await server.call('POST', '/events/filter', { limit: 2 })
    expect([first.events.length, first.total]).toEqual([2, 5])
    const second = await server.app.inject(first.next_page)
    const third = await server.app.inject(second.json().next_page)
    expect([second.json().events.length, third.json().events.length, third.json().next_page]).toEqual([2, 1, null])
    const all = [first, second.json(), third.json()].flatMap((page) => page.events.map(({ occurred }: { occurred: string }) => occurred))
    expect(all).toEqual(all.toSorted((a, b) => (a < b ? 1 : -1)))
  })

  it.each(['zz', '', 'eyJhIjoxfQ', 'null'])('refuse the page token "%s"', async (token) => {
    await using server = await openTestApp()
    expect(await server.call('GET', `/events/filter/next?page-token=${token}`)).toMatchObject({
      status: 403,
      body: { detail: 'Forbidden' },
    })
  })
})
