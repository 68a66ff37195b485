import { existsSync, readFileSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '@millrace/settings'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Asset, assetsOf, encodedFile } from './assets.ts'
import { baseOf } from './base.ts'
import { readFirstNeeds } from './first-needs.ts'

/** Nothing from elsewhere and no script within a page; overlays measure themselves by styles that they write. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join('; ')

const SAFETY = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** What a build names by its content never changes under its name. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/**
 * Serves the built UI of a folder at the root: its files as they are, compressed where the browser takes it, and its one page for every
 * other address below the root that is nobody else's.
 */
export function serveUi(app: FastifyInstance, folder: string, settings: Settings): void {
  const build = newestBuild(folder, settings.server.ui.serveBase)
  app.get('/ui-settings', (_request, reply) => reply.headers(SAFETY).header('cache-control', 'no-cache').send(uiSettings(settings)))
  app.get('/*', async (request, reply) => {
    const path = request.url.replace(/\?.*$/s, '')
    const { assets, bodies, pageOf } = build()
    const asset = path === '/index.html' ? undefined : assets.get(path)
    if (asset !== undefined && existsSync(asset.file))
      return await sendAsset(reply, asset, bodies, path, request.headers['accept-encoding'] ?? '')
    // A script that is no more must not be answered by a page.
    if (path.startsWith('/assets/')) return reply.callNotFound()
    return reply.headers(SAFETY).header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(pageOf(path))
  })
}

interface Build {
  readonly madeAt: number
  readonly assets: ReadonlyMap<string, Asset>
  /** What was read of its files: a page takes a dozen at once, and all of them together are a few megabytes. */
  readonly bodies: Map<string, Buffer>
  /** The page of an address. */
  readonly pageOf: (path: string) => string
}

/** What was built last: an upgrade in place, or a build in a clone, is served without a restart. */
function newestBuild(folder: string, base: string): () => Build {
  const read = (madeAt: number): Build => ({ madeAt, assets: assetsOf(folder), bodies: new Map(), pageOf: pagesOf(folder, base) })
  const madeAt = (): number | undefined => statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs
  let known = read(madeAt() ?? 0)
  return () => {
    const now = madeAt()
    // While it is built there is no page: the former one still tells what it can.
    if (now !== undefined && now !== known.madeAt) known = read(now)
    return known
  }
}

/** As Prefect 3.8 answers it, whose UI also runs against this server. */
const uiSettings = ({ server }: Settings): object => ({
  api_url: `${baseOf(server.ui.serveBase)}api`,
  csrf_enabled: server.api.csrfProtectionEnabled,
  auth: server.api.authString === null ? null : 'BASIC',
  flags: [],
})

async function sendAsset(
  reply: FastifyReply,
  asset: Asset,
  bodies: Map<string, Buffer>,
  path: string,
  accepted: string,
): Promise<FastifyReply> {
  const encoding = asset.encodings.find((each) => accepted.includes(each))
  const file = encoding === undefined ? asset.file : encodedFile(asset, encoding)
  const body = bodies.get(file) ?? (await readFile(file))
  bodies.set(file, body)
  return await reply
    .headers({ ...SAFETY, ...(encoding === undefined ? {} : { 'content-encoding': encoding }) })
    .header('cache-control', path.startsWith('/assets/') ? FOR_EVER : 'no-cache')
    .header('vary', 'accept-encoding')
    .type(asset.type)
    .send(body)
}

/** The page with the path that browsers know the server by, what its clock shows, and what its address needs first. */
function pagesOf(folder: string, base: string): Build['pageOf'] {
  const page = readFileSync(join(folder, 'index.html'), 'utf8').replace('<base href="/"', `<base href="${escaped(baseOf(base))}"`)
  const linksOf = readFirstNeeds(folder)
  return (path) => page.replace('</head>', () => `<meta name="server-time" content="${Date.now()}">${linksOf(path)}</head>`)
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
