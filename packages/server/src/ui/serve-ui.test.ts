import { mkdtemp, mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { loadSettings } from '@millrace/settings'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveUi } from './serve-ui.ts'

/** What is built as the page, with the time of the server and nothing else. */
const PAGE = /^<head><base href="\/" \/><meta name="server-time" content="\d+"><\/head>$/

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-ui-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<head><base href="/" /></head>')
  await writeFile(join(folder, 'mark.svg'), '<svg/>')
  await writeFile(join(folder, 'secret.env'), 'no type, so never sent')
  await writeFile(join(folder, 'assets', 'index-1.js'), 'script()')
  await writeFile(join(folder, 'assets', 'index-1.js.gz'), gzipSync('script()'))
})
afterAll(() => rm(folder, { recursive: true }))

function open(overrides: Readonly<Record<string, unknown>> = {}): FastifyInstance {
  const app = fastify()
  serveUi(app, folder, loadSettings({ env: {}, cwd: folder, overrides }))
  return app
}

describe('the UI', () => {
  it.each(['/', '/runs', '/runs/flow-run/1?tab=logs', '/deployments/deployment/a.b'])('answers %s with its page', async (url) => {
    const answer = await open().inject(url)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toMatch(PAGE)
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'")
  })

  it('names in the page of an address what it needs first', async () => {
    const other = await mkdtemp(join(tmpdir(), 'millrace-ui-'))
    await writeFile(join(other, 'index.html'), '<head><base href="/" /></head>')
    const needs = [{ path: '^/runs/flow-run/([0-9a-f-]{36})$', scripts: ['assets/run-1.js'], reads: ['/flow_runs/$1'] }]
    await writeFile(join(other, 'first-needs.json'), JSON.stringify(needs))
    const app = fastify()
    serveUi(app, other, loadSettings({ env: {}, cwd: other }))
    const id = '6ecd8b0e-5d3b-4d7a-9f0a-0d6a3f4c1b2a'
    const { body } = await app.inject(`/runs/flow-run/${id}?tab=logs`)
    expect(body).toContain('<link rel="modulepreload" crossorigin href="./assets/run-1.js">')
    expect(body).toContain(`as="fetch" fetchpriority="low" crossorigin href="./api/flow_runs/${id}"></head>`)
    expect((await app.inject('/runs/flow-run/"><script>')).body).toMatch(PAGE)
    await rm(other, { recursive: true })
  })

  it('sends scripts for ever, compressed for who takes it', async () => {
    const app = open()
    const plain = await app.inject('/assets/index-1.js')
    expect(plain).toMatchObject({ statusCode: 200, body: 'script()' })
    expect(plain.headers['cache-control']).toContain('immutable')
    const packed = await app.inject({ url: '/assets/index-1.js', headers: { 'accept-encoding': 'gzip, deflate' } })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(packed.rawPayload).toEqual(gzipSync('script()'))
  })

  it('does not answer a script that is gone with a page', async () => {
    expect((await open().inject('/assets/index-0.js')).statusCode).toBe(404)
  })

  it('serves what is built anew without a restart, and tells of scripts that went away meanwhile', async () => {
    const other = await mkdtemp(join(tmpdir(), 'millrace-ui-'))
    await mkdir(join(other, 'assets'))
    await writeFile(join(other, 'index.html'), '<base href="/" /> first')
    await writeFile(join(other, 'assets', 'first.js'), '1')
    const app = fastify()
    serveUi(app, other, loadSettings({ env: {}, cwd: other }))
    expect((await app.inject('/assets/first.js')).body).toBe('1')
    await rm(join(other, 'assets', 'first.js'))
    expect((await app.inject('/assets/first.js')).statusCode).toBe(404)
    await rm(join(other, 'index.html'))
    expect((await app.inject('/runs')).body).toContain('first')
    await writeFile(join(other, 'assets', 'second.js'), '2')
    await writeFile(join(other, 'index.html'), '<base href="/" /> second')
    await utimes(join(other, 'index.html'), new Date(), new Date(Date.now() + 5000))
    expect((await app.inject('/runs')).body).toContain('second')
    expect((await app.inject('/assets/second.js')).body).toBe('2')
    await rm(other, { recursive: true })
  })

  it.each(['/../package.json', '/assets/../../x.js', '/%2e%2e/x', '/secret.env'])('shows nothing but its own files for %s', async (url) => {
    const answer = await open().inject(url)
    expect(answer.body).not.toContain('never sent')
    expect([200, 404]).toContain(answer.statusCode)
  })

  it('knows the path at which a proxy shows it', async () => {
    const app = open({ 'server.ui.serveBase': 'tools/millrace' })
    expect((await app.inject('/runs')).body).toContain('<base href="/tools/millrace/"')
    expect((await app.inject('/ui-settings')).json()).toMatchObject({ api_url: '/tools/millrace/api', csrf_enabled: false, auth: null })
  })
})
