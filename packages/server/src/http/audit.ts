import type { FastifyInstance } from 'fastify'
import type { Dispatcher } from './dispatcher.ts'

const API = '/api'

/** Has the audit log know of the calls that are refused for their credentials, before the dispatcher sees them. */
export function auditRefusals(app: FastifyInstance, dispatcher: Pick<Dispatcher, 'turnedAway'>): void {
  app.addHook('onResponse', ({ method, url, headers, ip, actor }, { statusCode }, done) => {
    if (statusCode === 401 && url.startsWith(API)) {
      const path = url.slice(API.length).replace(/\?.*$/s, '')
      dispatcher.turnedAway({ method, path, headers, actor, address: ip }, { status: statusCode, body: undefined })
    }
    done()
  })
}
