import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { deploy } from './deploy.ts'
import { flow } from './flow.ts'
import { receiveInput } from './inputs/receive-input.ts'
import { sendInput } from './inputs/send-input.ts'
import { serve } from './serve.ts'
import { Completed, Failed } from './states/returned.ts'
import { threads } from './task-runners/threads.ts'
import type { RunState } from './states/run-state.ts'

const report = flow({ name: 'report' }, async function report(symbols: string[], currency = 'EUR') {
  return { symbols, currency }
})
expectTypeOf(report).toBeCallableWith(['A'])
expectTypeOf(report).toBeCallableWith(['A'], 'USD')
expectTypeOf(report).parameters.toEqualTypeOf<[symbols: string[], currency?: string | undefined]>()
expectTypeOf(report(['A'])).resolves.toEqualTypeOf<{ symbols: string[]; currency: string }>()
expectTypeOf(report.returnState(['A'])).resolves.toEqualTypeOf<RunState<{ symbols: string[]; currency: string }>>()
expectTypeOf(report.withOptions({ retries: 1 })).toEqualTypeOf<typeof report>()
// @ts-expect-error: a number is no list of symbols
void report(7)

// A plain function becomes one that answers a promise.
const plain = flow(function plain(n: number) {
  return n
})
expectTypeOf(plain).parameters.toEqualTypeOf<[n: number]>()
expectTypeOf(plain(1)).toEqualTypeOf<Promise<number>>()

// Generic functions stay generic.
const same = flow(async function same<Value>(value: Value): Promise<Value> {
  return value
})
expectTypeOf(same('x')).toEqualTypeOf<Promise<string>>()

// A returned state stands for its data.
const stated = flow(async function stated(n: number) {
  return n > 1 ? Completed({ data: n }) : Failed({ message: 'too small' })
})
expectTypeOf(stated(1)).toEqualTypeOf<Promise<number>>()

// A schema gives the parameter its type: what it makes inside, what it takes outside.
const checked = flow(
  { parameters: z.object({ days: z.coerce.number(), city: z.string().default('Rome') }) },
  async function checked(input) {
    expectTypeOf(input).toEqualTypeOf<{ days: number; city: string }>()
    return input.days
  },
)
expectTypeOf(checked).parameter(0).toEqualTypeOf<{ days: unknown; city?: string | undefined }>()
expectTypeOf(checked({ days: '1' })).toEqualTypeOf<Promise<number>>()

// A schema of several positional parameters.
const positional = flow(
  { parameters: z.object({ one: z.number(), other: z.number() }) },
  async function positional(one: number, other: number) {
    return one + other
  },
)
expectTypeOf(positional).parameters.toEqualTypeOf<[one: number, other: number]>()

// S032 S054: infrastructure and task runner are typed options of a flow, from the one place that users import from.
void flow({ infrastructure: { type: 'kubernetes-job', image: 'flows:1', memory_limit: '1Gi', env: { A: 'b' } } }, async () => 1)
void flow(
  { infrastructure: { type: 'docker-container', volumes: ['/a:/b'], cpu_limit: 0.5 }, taskRunner: threads({ workers: 2 }) },
  async () => 1,
)
void flow({ infrastructure: 'docker-container' }, async () => 1)
void flow({ infrastructure: 'kubernetes-job/prod' }, async () => 1)
// @ts-expect-error: there is no such type of infrastructure
void flow({ infrastructure: 'local-run' }, async () => 1)
// @ts-expect-error: a process has no image
void flow({ infrastructure: { type: 'process', image: 'flows:1' } }, async () => 1)

// Deployments: what each needs, and nothing that there is not.
void deploy([{ flow: report, name: 'nightly', cron: '0 6 * * *' }], { pool: 'local' })
void report.serve({ name: 'nightly', interval: 60 })
// @ts-expect-error: workers of which pool?
void report.deploy({ name: 'nightly' })
// @ts-expect-error: a deployment has a name
void serve([{ flow: report }])
// @ts-expect-error: a task is no flow
void serve([{ flow: () => 1, name: 'nightly' }])
// @ts-expect-error: schedules are options of deployments, not of flows
void flow({ cron: '0 6 * * *' }, async () => 1)

// Inputs have the type that their schema makes.
const inputs = receiveInput(z.object({ at: z.coerce.date() }))
expectTypeOf(inputs.next()).resolves.toExtend<{ value: { value: { at: Date } } | void }>()
// @ts-expect-error: a date is no JSON
void sendInput('id', new Date())
