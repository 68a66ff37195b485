import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Answer } from './answer.ts'
import { JsonText } from './json-text.ts'

/** From this many characters on, bytes that are made at once are sent faster than a text, which goes out with the headers. */
const LONG = 8192

/** Writes an answer as JSON; a stream, and a text whose handler names another type for it, goes out as it is. */
export function send(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  reply.code(status)
  if (headers !== undefined) reply.headers(headers)
  if (body === undefined) return reply.send()
  if (body instanceof Readable) return reply.send(body)
  if (typeof body === 'string' && headers?.['content-type'] !== undefined) return reply.send(body)
  reply.header('content-type', 'application/json')
  if (body instanceof JsonText) return reply.send(body.bytes)
  const text = JSON.stringify(body)
  return reply.send(text.length < LONG ? text : Buffer.from(text))
}
