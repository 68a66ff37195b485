import { STATE_TYPES, type StateType } from '@millrace/protocol'
import { CommandFailure } from '../errors.ts'

interface StateFilter {
  readonly operator: 'or_'
  readonly name?: { readonly any_: string[] }
  readonly type?: { readonly any_: StateType[] }
}

/** What `--state` (names, as in Late) and `--state-type` (types, as in FAILED) ask for; either may match. */
export function stateFilter(names: readonly string[], types: readonly string[]): { readonly state?: StateFilter } {
  if (names.length === 0 && types.length === 0) return {}
  return {
    state: {
      operator: 'or_',
      ...(names.length === 0 ? {} : { name: { any_: names.map(asName) } }),
      ...(types.length === 0 ? {} : { type: { any_: types.map(asType) } }),
    },
  }
}

/** `COMPLETED` and `completed` mean the name `Completed`; names of several words are written as they are. */
const asName = (name: string): string =>
  /^([A-Z]+|[a-z]+)$/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1).toLowerCase() : name

function asType(text: string): StateType {
  const type = STATE_TYPES.find((each) => each === text.toUpperCase())
  if (type === undefined) throw new CommandFailure(`--state-type: expected one of ${STATE_TYPES.join(', ')}, got '${text}'`)
  return type
}
