import { type Expression, sql } from 'kysely'
import type { Condition } from '../dialect/dialect.ts'
import { combine, type Optional } from './criteria.ts'

/** What somebody searches for: one of `include`, all of `required`, none of `exclude`. */
export interface TextQuery {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly required: readonly string[]
}

const TERM = /(?<sign>[-!+]?)(?:"(?<phrase>(?:\\.|[^"\\])*)"?|(?<word>[^\s"]+))/gsu

/** Reads `error "connection reset" -debug !trace +required`: words and quoted phrases, a sign before each. */
export function parseTextQuery(query: string): TextQuery {
  const include: string[] = []
  const exclude: string[] = []
  const required: string[] = []
  for (const { groups } of query.matchAll(TERM)) {
    const term = groups?.phrase?.replaceAll(/\\(["\\])/g, '$1') ?? groups?.word ?? ''
    // A sign that stands alone says nothing.
    if (term.trim() === '' || (groups?.sign === '' && /^[-!+]$/.test(term))) continue
    if (groups?.sign === '') include.push(term)
    else if (groups?.sign === '+') required.push(term)
    else exclude.push(term)
  }
  return { include, exclude, required }
}

/** Rows whose `text` has what the query asks for, in whatever case of ASCII letters. */
export function textWhere(text: Expression<unknown>, query: string): Condition {
  const { include, exclude, required } = parseTextQuery(query)
  const has = (term: string): Condition => sql`lower(${text}) like ${`%${escaped(term)}%`} escape '\\'`
  const anyOf: Optional = include.length === 0 ? undefined : combine('or_', include.map(has))
  return combine('and_', [anyOf, ...required.map(has), ...exclude.map((term) => sql<boolean>`not ${has(term)}`)])
}

/** Lower case as both databases make it, which is of ASCII letters only. */
const escaped = (term: string): string => term.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()).replaceAll(/[\\%_]/g, '\\$&')
