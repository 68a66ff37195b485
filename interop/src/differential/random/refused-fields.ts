import type { Json } from '../conversation.ts'

/**
 * A refusal with the fields of the body that have a problem in place of the problems: which words each has is compared by the scripts,
 * where in a field it lies differs with the alternatives that a field has.
 */
export function refusedFields(body: Json | undefined): Json | undefined {
  if (typeof body !== 'object' || body === null || !('exception_detail' in body)) return body
  const { exception_detail: problems, exception_message } = body as { readonly exception_detail: Json; readonly exception_message: Json }
  if (!Array.isArray(problems)) return body
  const fields = new Set((problems as readonly Problem[]).map(fieldOf))
  return { exception_message, refused: [...fields].toSorted() }
}

/** Where something is wrong: `['body', 'name']`; pydantic 1 calls the body as a whole `__root__`. */
interface Problem {
  readonly loc?: readonly (string | number)[]
}

const fieldOf = ({ loc = [] }: Problem): string => String(loc[1] ?? 'body').replace('__root__', 'body')
