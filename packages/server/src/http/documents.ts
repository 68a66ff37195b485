import type { FastifyInstance } from 'fastify'
import { DOCS_PAGE } from './docs-page.ts'

/** Serves the OpenAPI document and a page that shows it. Both are made when first asked for. */
export function serveDocuments(app: FastifyInstance, version: string): void {
  let text: Promise<string> | undefined
  const document = async (): Promise<string> => {
    const [{ openApiDocument }, { routes }] = await Promise.all([import('@millrace/protocol/openapi'), import('@millrace/protocol')])
    return JSON.stringify(openApiDocument(routes, version))
  }
  for (const path of ['/openapi.json', '/api/openapi.json']) {
    app.get(path, async (_request, reply) => reply.header('content-type', 'application/json').send(await (text ??= document())))
  }
  for (const path of ['/docs', '/api/docs', '/api/redoc']) {
    app.get(path, (_request, reply) =>
      reply
        .header('content-type', 'text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'")
        .send(DOCS_PAGE),
    )
  }
}
