import type { Json } from '@millrace/protocol'
import type { OutwardCall } from '../call-out.ts'

/** What is to be told. */
export interface Notification {
  /** Null for a message of one part. */
  readonly subject: string | null
  readonly body: string
}

/** The fields of a notification block. */
export type BlockData = Readonly<Record<string, Json>>

/** Turns a notification into the calls that tell it, by the fields of one type of block. Throws `BlockUnfit`. */
export type Notifier = (data: BlockData, notification: Notification) => OutwardCall[]

/** A block lacks something without which nobody can be told. */
export class BlockUnfit extends Error {
  override readonly name = 'BlockUnfit'
}

/** A field that must be there. */
export function textOf(data: BlockData, field: string): string {
  const value = data[field]
  if (typeof value === 'string' && value !== '') return value
  throw new BlockUnfit(`expected the block to have the text "${field}", got ${JSON.stringify(value ?? null)}`)
}

/** A field that may be there; undefined when it is absent or empty. */
export function optionalText(data: BlockData, field: string): string | undefined {
  const value = data[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The texts of a list; none when it is absent. */
export function textsOf(data: BlockData, field: string): string[] {
  const value = data[field]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

/** The members of an object; none when it is absent. */
export function membersOf(data: BlockData, field: string): BlockData {
  const value = data[field]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as BlockData) : {}
}

/** Subject and body as one text. */
export const wholeText = ({ subject, body }: Notification): string => (subject === null || subject === '' ? body : `${subject}\r\n${body}`)

/** A call that posts JSON. */
export const postJson = (url: string, body: unknown, more: Partial<OutwardCall> = {}): OutwardCall => ({
  method: 'POST',
  url,
  body: JSON.stringify(body),
  ...more,
  headers: { 'content-type': 'application/json', ...more.headers },
})
