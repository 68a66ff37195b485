import type { z } from 'zod'

/** Statuses of refusals that only some operations answer. */
export type RefusalStatus = 403 | 404 | 409 | 410 | 423

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What one operation of the API takes and answers; server, client and OpenAPI are derived from it. */
export interface RouteSpec {
  readonly method: Method
  /** Path below `/api`, with `{name}` for parameters, exactly as Prefect writes it (trailing slashes count). */
  readonly path: string
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  /**
   * A `z.strictObject` is one model: unknown fields are refused. A `z.object` is a set of separate arguments, as in Prefect's filter
   * routes: unknown ones are ignored and null means absent.
   */
  readonly body?: z.ZodType
  readonly reply: z.ZodType
  /** Every status a successful call may answer; the first is the one sent unless the handler says otherwise. */
  readonly status: readonly number[]
  /**
   * Statuses of refusals, beside those every operation may answer: 400 for a request that cannot be read, 422 where it takes anything,
   * 404 where its path names an object.
   */
  readonly refuses?: readonly RefusalStatus[]
}

export type Routes = Readonly<Record<string, RouteSpec>>

/** Declares one route and keeps its exact type. */
export const route = <const Spec extends RouteSpec>(spec: Spec): Spec => spec

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined
type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined

/** What a handler receives: parsed, with defaults filled in. */
export interface Received<Spec extends RouteSpec> {
  readonly params: Output<Spec['params']>
  readonly query: Output<Spec['query']>
  readonly body: Output<Spec['body']>
  /** Request headers, names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The body as it came, for what parsing does not keep, such as `5.0`; undefined without one. */
  readonly bodyText: string | undefined
  /** Aborted when the caller goes away before the answer. */
  readonly signal: AbortSignal
}

export type ReplyOf<Spec extends RouteSpec> = z.output<Spec['reply']>

/** An answer whose status or headers are not the route's usual ones. */
export class Reply<Body> {
  readonly status: number
  readonly body: Body
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: Body, headers: Readonly<Record<string, string>> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** One handler for every route of a group: a missing or misspelt one does not compile. */
export type Handlers<Group extends Routes, Context> = {
  readonly [Name in keyof Group]: (
    context: Context,
    request: Received<Group[Name]>,
  ) => Promise<ReplyOf<Group[Name]> | Reply<ReplyOf<Group[Name]>>>
}

type Given<Name extends string, Schema> = Schema extends z.ZodType
  ? Record<string, never> extends Input<Schema>
    ? { readonly [Key in Name]?: Input<Schema> }
    : { readonly [Key in Name]: Input<Schema> }
  : unknown

/** What a caller of a route passes: the parts the route has, optional ones optional. */
export type Call<Spec extends RouteSpec> = Given<'params', Spec['params']> &
  Given<'query', Spec['query']> &
  Given<'body', Spec['body']> & {
    readonly headers?: Readonly<Record<string, string>>
    readonly signal?: AbortSignal
  }

/** A typed function for every route of every group. */
export type ClientOf<Groups extends Readonly<Record<string, Routes>>> = {
  readonly [Group in keyof Groups]: {
    readonly [Name in keyof Groups[Group]]: object extends Call<Groups[Group][Name]>
      ? (call?: Call<Groups[Group][Name]>) => Promise<ReplyOf<Groups[Group][Name]>>
      : (call: Call<Groups[Group][Name]>) => Promise<ReplyOf<Groups[Group][Name]>>
  }
}
