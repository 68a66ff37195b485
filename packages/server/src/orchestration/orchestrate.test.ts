import type { State } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import type { Transaction } from '../store/store.ts'
import { type Agreed, type Orchestrated, orchestrate } from './orchestrate.ts'
import { generationOf } from './generation.ts'
import { makeProposal } from './proposal.ts'
import { abort, accept, reject, type Rule, type Transition, type Verdict, wait } from './rule.ts'
import { NOW, SETTINGS, stateOf } from './rules/testing.ts'
import { ANYBODY } from './testing.ts'

interface Run {
  readonly count: number
  readonly note?: string
}

const transition: Transition<Run> = {
  run: { count: 1 },
  from: stateOf({ type: 'PENDING' }),
  to: makeProposal('RUNNING', NOW),
  now: NOW,
  chance: 0.5,
  stateId: '00000000-0000-7000-8000-000000000005',
  generation: generationOf(ANYBODY),
  settings: SETTINGS,
  attempt: undefined,
}

/** No rule of these tests asks the database. */
const tx = {} as Transaction

function setup() {
  const steps: string[] = []
  const written: Agreed<Run>[] = []
  const rule = (name: string, decide: (transition: Transition<Run>) => Verdict<Run>): Rule<Run> => ({
    name,
    from: ['PENDING'],
    to: ['RUNNING'],
    gather: async () => void steps.push(`${name} gathers`),
    decide,
    settle: async (_, { state }) => void steps.push(`${name} settles ${state?.type}`),
    undo: async () => void steps.push(`${name} is undone`),
  })
  const run = (...rules: Rule<Run>[]): Promise<Orchestrated> =>
    orchestrate(rules, tx, transition, async (agreed) => {
      steps.push(`writes ${agreed.to.type} ${agreed.to.name}`)
      written.push(agreed)
      return { ...agreed.to, id: transition.stateId } satisfies State
    })
  return { steps, written, rule, run }
}

const accepts = ({ to }: Transition<Run>): Verdict<Run> => accept(to)

it('enters rules in order, writes, and leaves in reverse', async () => {
  const { steps, rule, run } = setup()
  const { result, wrote } = await run(rule('first', accepts), rule('second', accepts))
  expect(steps).toEqual(['first gathers', 'second gathers', 'writes RUNNING Running', 'second settles RUNNING', 'first settles RUNNING'])
  expect({ result, wrote }).toMatchObject({ result: { status: 'ACCEPT', details: { type: 'accept_details' } }, wrote: true })
})

it('skips the rules after one that changes the type, and undoes those before', async () => {
  const { steps, rule, run } = setup()
  const cached = makeProposal('COMPLETED', NOW, { name: 'Cached' })
  const { result } = await run(
    rule('before', accepts),
    rule('changes', () => reject(cached, 'Cached')),
    rule('after', accepts),
  )
  expect(steps).toEqual(['before gathers', 'changes gathers', 'writes COMPLETED Cached', 'changes settles COMPLETED', 'before is undone'])
  expect(result).toMatchObject({ status: 'REJECT', details: { type: 'reject_details', reason: 'Cached' }, state: { type: 'COMPLETED' } })
})

it('goes on with a proposal that keeps its type', async () => {
  const { steps, rule, run } = setup()
  await run(
    rule('renames', ({ to }) => accept({ ...to, name: 'Retrying' })),
    rule('after', ({ to }) => accept({ ...to, message: `was ${to.name}` })),
  )
  expect(steps).toContain('writes RUNNING Retrying')
  expect(steps).toContain('after settles RUNNING')
})

describe.each([
  ['rejects without another state', reject(null, 'No'), { status: 'REJECT', details: { type: 'reject_details', reason: 'No' } }],
  ['aborts', abort('No'), { status: 'ABORT', details: { type: 'abort_details', reason: 'No' } }],
  ['waits', wait(5, 'Not yet'), { status: 'WAIT', details: { type: 'wait_details', delay_seconds: 5, reason: 'Not yet' } }],
] satisfies [string, Verdict<Run>, object][])('a rule that %s', (_, verdict, answer) => {
  it('has nothing written and the present state answered', async () => {
    const { steps, rule, run } = setup()
    const { result, wrote } = await run(
      rule('before', accepts),
      rule('decides', () => verdict),
      rule('after', accepts),
    )
    expect({ result, wrote }).toEqual({ result: { state: transition.from, ...answer }, wrote: false })
    expect(steps).toEqual(['before gathers', 'decides gathers', 'decides settles PENDING', 'before is undone'])
  })
})

describe('changes to the run', () => {
  it('are seen by the next rule and by whoever writes', async () => {
    const { written, rule, run } = setup()
    await run(
      rule('changes', ({ to }) => accept<Run>(to, { run: { count: 0 } })),
      rule('looks', ({ to, run: { count } }) => accept({ ...to, message: `count ${count}` })),
    )
    expect(written).toMatchObject([{ run: { count: 0 }, to: { message: 'count 0' } }])
  })

  it('of a rule whose outcome was changed are forgotten', async () => {
    const { written, rule, run } = setup()
    await run(
      rule('changes', ({ to }) => accept<Run>(to, { run: { count: 0 }, afterwards: () => ({ note: 'lost' }) })),
      rule('fails', () => reject<Run>(makeProposal('FAILED', NOW), 'No', { afterwards: () => ({ note: 'kept' }) })),
    )
    expect(written).toMatchObject([{ run: { count: 1 } }])
    expect(written[0]?.afterwards.map((change) => change({ count: 1 }))).toEqual([{ note: 'kept' }])
  })
})

it('undoes what was entered when a rule throws, writes nothing, and throws on', async () => {
  const { steps, rule, run } = setup()
  const broken = rule('broken', () => {
    throw new Error('broken')
  })
  await expect(run(rule('before', accepts), broken)).rejects.toThrow('broken')
  expect(steps).toEqual(['before gathers', 'broken gathers', 'before is undone'])
})
