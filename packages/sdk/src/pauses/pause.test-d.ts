import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { pause, suspend } from './pause.ts'

const approval = z.object({ name: z.string(), amount: z.number().default(1) })

expectTypeOf(pause()).resolves.toEqualTypeOf<void>()
expectTypeOf(pause({ timeoutSeconds: 5 })).resolves.toEqualTypeOf<void>()
expectTypeOf(pause({ input: approval })).resolves.toEqualTypeOf<{ name: string; amount: number }>()
expectTypeOf(suspend({ input: z.number(), description: 'how many?' })).resolves.toEqualTypeOf<number>()
// @ts-expect-error: a text is no schema
void pause({ input: 'name' })
