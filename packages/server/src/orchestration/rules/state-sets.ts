import { STATE_TYPES, type StateType } from '@millrace/protocol'

/** Every type a proposal may have. */
export const ANY_TYPE: readonly StateType[] = STATE_TYPES

/** Every type a run may be in, and null for a run without a state. */
export const ANY_STATE: readonly (StateType | null)[] = [null, ...STATE_TYPES]

/** Every type but those given. */
export const allBut = (...types: readonly StateType[]): readonly StateType[] => STATE_TYPES.filter((type) => !types.includes(type))
