import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import type { Block } from '../blocks/block.ts'
import { defineBlock } from '../blocks/block-type.ts'
import { blockField, secretField } from '../blocks/fields.ts'
import type { SecretValue } from '../blocks/secret-value.ts'
import type { BackgroundFuture } from '../background/background-future.ts'
import { cacheBy } from '../caching/cache-policy.ts'
import { tags } from '../context/tags.ts'
import { task } from '../task.ts'
import { type OpenTransaction, transaction } from './open-transaction.ts'
import type { Transaction } from './transaction.ts'

// A transaction answers what its function answers, and keeps the type of its value.
expectTypeOf(transaction(async () => 7)).toEqualTypeOf<Promise<number>>()
expectTypeOf(transaction({ key: 'k' }, () => 'text')).toEqualTypeOf<Promise<string>>()
expectTypeOf(transaction({ key: 'k' }, (tx: Transaction<{ n: number }>) => tx.read())).toEqualTypeOf<Promise<{ n: number } | undefined>>()
expectTypeOf(transaction<Date>({ key: 'k' })).toEqualTypeOf<Promise<OpenTransaction<Date>>>()
// @ts-expect-error: a number is no Date
void transaction<Date>({ key: 'k' }).then((tx) => tx.stage(7))
// @ts-expect-error: there is no such mode
void transaction({ commitMode: 'LATER' }, () => undefined)
// @ts-expect-error: there is no such level
void transaction({ isolationLevel: 'CHAOS' }, () => undefined)

const price = task({ cache: cacheBy.inputs.minus('debug') }, async function price(symbol: string, debug = false) {
  return symbol.length + Number(debug)
})
expectTypeOf(price.delay('A')).toEqualTypeOf<BackgroundFuture<number>>()
expectTypeOf<Awaited<ReturnType<typeof price.delay>>>().toEqualTypeOf<number>()
expectTypeOf(price.withOptions({ onRollback: (tx) => tx.get('x') })).toEqualTypeOf<typeof price>()
// @ts-expect-error: a number is no symbol
price.delay(7)
// @ts-expect-error: there is no such policy
task({ cache: { by: 'weather' } }, async () => 1)

expectTypeOf(tags(['a'])).toEqualTypeOf<Disposable>()
expectTypeOf(tags(['a'], () => 7)).toEqualTypeOf<number>()

// Blocks have the types of their fields; secrets are wrapped.
const Login = defineBlock({ name: 'Login', fields: z.object({ user: z.string(), password: secretField() }) })
const Store = defineBlock({ name: 'Store', fields: z.object({ login: blockField(Login), port: z.int().default(1) }) })
expectTypeOf(Login.load('x')).resolves.toEqualTypeOf<Block<{ user: string; password: SecretValue }>>()
expectTypeOf(Store.of({ login: Login.of({ user: 'a', password: 'b' }) }).values.login.values.password.get()).toEqualTypeOf<string>()
// @ts-expect-error: a store is no login
Store.of({ login: Store.of({ login: Login.of({ user: 'a', password: 'b' }) }) })
// @ts-expect-error: the password is missing
Login.of({ user: 'a' })
