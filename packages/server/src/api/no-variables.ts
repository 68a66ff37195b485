import type { Caller } from '../context.ts'
import { isSecond } from './is-second.ts'

/** What a run without job variables answers for them: 3.8 says null of a run with an idempotency key, and {} as 2.20 does of all others. */
export const noVariables = (
  { idempotency_key: key }: { readonly idempotency_key?: string | null | undefined },
  caller: Caller,
): null | {} => (key && !isSecond(caller) ? null : {})
