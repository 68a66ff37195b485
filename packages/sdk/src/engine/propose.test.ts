import { createClient, type Transport, type WireRequest } from '@millrace/client'
import { ATTEMPT_HEADER, type OrchestrationResult, running, type StateType } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { RunAborted, RunSuperseded } from '../errors.ts'
import { createProposer, type Proposer } from './propose.ts'

interface Answer {
  readonly status: OrchestrationResult['status']
  readonly type?: StateType
  readonly attempt?: number
  readonly delay?: number
}

/** A server that gives these answers, one after the other, and the requests it got. */
function setup(answers: readonly Answer[], attempt?: number): { proposer: Proposer; requests: WireRequest[] } {
  const requests: WireRequest[] = []
  const left = [...answers]
  const transport: Transport = {
    address: 'test',
    close: () => Promise.resolve(),
    send(request) {
      requests.push(request)
      const { status, type = 'RUNNING', attempt: counted, delay } = left.shift() ?? { status: 'ABORT' }
      const details = { type: `${status.toLowerCase()}_details`, reason: 'because', delay_seconds: delay }
      const headers: Record<string, string> = counted === undefined ? {} : { [ATTEMPT_HEADER]: String(counted) }
      return Promise.resolve({ status: 201, headers, body: { status, state: { type, name: type }, details } })
    },
  }
  return { proposer: createProposer(createClient(transport), 'run', attempt), requests }
}

const attemptsSent = (requests: readonly WireRequest[]): (string | undefined)[] => requests.map(({ headers }) => headers?.[ATTEMPT_HEADER])

describe('a proposal', () => {
  test.each(['ACCEPT', 'REJECT'] as const)('that is answered %s gives the state that the run now has', async (status) => {
    const { proposer } = setup([{ status, type: 'SCHEDULED' }])
    expect(await proposer.propose(running())).toMatchObject({ type: 'SCHEDULED' })
  })

  test('that is answered WAIT is made again after the delay', async () => {
    const { proposer, requests } = setup([{ status: 'WAIT', delay: 0.001 }, { status: 'ACCEPT' }])
    expect(await proposer.propose(running())).toMatchObject({ type: 'RUNNING' })
    expect(requests).toHaveLength(2)
  })

  test('that waits ends with its signal', async () => {
    const { proposer } = setup([{ status: 'WAIT', delay: 1000 }])
    await expect(proposer.propose(running(), { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
  })

  test('that is answered ABORT stops the run', async () => {
    const { proposer } = setup([{ status: 'ABORT' }])
    await expect(proposer.propose(running())).rejects.toThrow(RunAborted)
  })

  test('carries a transition id of its own', async () => {
    const { proposer, requests } = setup([{ status: 'ACCEPT' }, { status: 'ACCEPT' }])
    await proposer.propose(running())
    await proposer.propose(running())
    const ids = requests.map(
      ({ body }) => (body as { state: { state_details: { transition_id: string } } }).state.state_details.transition_id,
    )
    expect(new Set(ids).size).toBe(2)
  })

  test('carries the attempt that the server told last, but not one told with a refusal', async () => {
    const { proposer, requests } = setup([
      { status: 'ACCEPT', attempt: 2 },
      { status: 'ABORT', attempt: 5 },
      { status: 'ACCEPT', attempt: 3 },
      { status: 'ACCEPT' },
    ])
    await proposer.propose(running())
    await expect(proposer.propose(running())).rejects.toThrow(RunAborted)
    await proposer.propose(running())
    await proposer.propose(running())
    expect(attemptsSent(requests)).toEqual([undefined, '2', '2', '3'])
    expect(proposer.attempt).toBe(3)
  })

  test('carries the attempt that the run was claimed with', async () => {
    const { proposer, requests } = setup([{ status: 'ACCEPT' }], 4)
    await proposer.propose(running())
    expect(attemptsSent(requests)).toEqual(['4'])
  })

  test('is not made any more once another process has taken the run over', async () => {
    const { proposer, requests } = setup([])
    proposer.supersede('another attempt has taken over')
    await expect(proposer.propose(running())).rejects.toThrow(RunSuperseded)
    expect(requests).toHaveLength(0)
  })
})
