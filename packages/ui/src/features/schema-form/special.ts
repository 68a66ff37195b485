import { isObject } from './schema.ts'

/** What Prefect's UIs write in place of a value, for the server to put one there when the run is made. */
export type SpecialKind = 'workspace_variable' | 'jinja' | 'json'

export const SPECIAL_KINDS: readonly SpecialKind[] = ['workspace_variable', 'jinja', 'json']

const TEXT_OF = { workspace_variable: 'variable_name', jinja: 'template', json: 'value' } as const

/** A stand-in with what was typed into it. */
export interface Special {
  readonly kind: SpecialKind
  readonly text: string
}

/** The stand-in that a value is; undefined for a value of its own. */
export function specialOf(value: unknown): Special | undefined {
  if (!isObject(value)) return undefined
  const kind = SPECIAL_KINDS.find((each) => each === value['__prefect_kind'])
  if (kind === undefined) return undefined
  const text = value[TEXT_OF[kind]]
  return { kind, text: typeof text === 'string' ? text : '' }
}

/** As the API takes it. */
export const writtenSpecial = ({ kind, text }: Special): object => ({ __prefect_kind: kind, [TEXT_OF[kind]]: text })
