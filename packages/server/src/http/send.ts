import type { FastifyReply } from 'fastify'
import type { Answer } from './answer.ts'

/** Writes an answer as JSON. */
export function send(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  reply.code(status)
  if (headers !== undefined) reply.headers(headers)
  if (body === undefined) return reply.send()
  return reply.header('content-type', 'application/json').send(JSON.stringify(body))
}
