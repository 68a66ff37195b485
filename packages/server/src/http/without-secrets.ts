import { MASK } from '../blocks/mask-secrets.ts'
import { InvalidRequest, type Problem } from './problem.ts'

/** Members of a block document's body that are shown, unless something was put there that they cannot be. */
const SHOWN: ReadonlySet<unknown> = new Set(['name', 'block_schema_id', 'block_type_id', 'is_anonymous', 'merge_existing_data'])

/** The same refusal of a block document, in which every value that might be a secret is `********`. */
export const withoutSecrets = ({ problems, requestBody }: InvalidRequest): InvalidRequest =>
  new InvalidRequest(problems.map(maskProblem), maskBody(requestBody))

function maskProblem(problem: Problem): Problem {
  const [where, member] = problem.loc
  if (where !== 'body') return problem
  const isWhole = member === undefined || problem.type === 'missing' || problem.type === 'json_invalid'
  return { ...problem, input: isWhole ? maskBody(problem.input) : maskMember(member, problem.input) }
}

const maskBody = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).map(([key, value]: [string, unknown]) => [key, maskMember(key, value)]))
    : maskMember(undefined, body)

function maskMember(key: unknown, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => maskMember(undefined, item))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]: [string, unknown]) => [name, maskMember(undefined, member)]))
  return value === null || value === undefined || SHOWN.has(key) ? value : MASK
}
