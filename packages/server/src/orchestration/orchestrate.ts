import type { OrchestrationResult, State } from '@millrace/protocol'
import type { Transaction } from '../store/store.ts'
import type { Proposal } from './proposal.ts'
import type { Rule, Transition, Verdict } from './rule.ts'

/** What the rules agreed on: the state to write, and the run with the changes they made. */
export interface Agreed<Run> {
  readonly to: Proposal
  readonly run: Run
  /** Changes to make once bookkeeping is done, in order. */
  readonly afterwards: readonly ((run: Run) => Partial<Run>)[]
}

type Answer = Pick<OrchestrationResult, 'status' | 'details'>

export interface Orchestrated {
  readonly result: OrchestrationResult
  readonly wrote: boolean
}

interface Entered<Run> {
  readonly rule: Rule<Run>
  readonly facts: unknown
  readonly verdict: Verdict<Run>
}

const ACCEPTED: Answer = { status: 'ACCEPT', details: { type: 'accept_details' } }

/**
 * Enters `rules` in order, skips those that come after the proposed type has changed, has `write` write what is left, and lets the rules
 * leave in reverse: `settle` where the outcome is still theirs, `undo` where it is not. An error leaves the same way and is thrown on.
 */
export async function orchestrate<Run>(
  rules: readonly Rule<Run>[],
  tx: Transaction,
  transition: Transition<Run>,
  write: (agreed: Agreed<Run>) => Promise<State>,
): Promise<Orchestrated> {
  const entered: Entered<Run>[] = []
  try {
    let { run } = transition
    let to: Proposal | null = transition.to
    let answer = ACCEPTED
    for (const rule of rules) {
      if (to?.type !== transition.to.type) break
      const present: Transition<Run> = { ...transition, run, to }
      const facts = rule.gather === undefined ? undefined : await rule.gather(tx, present)
      const verdict = rule.decide(present, facts)
      entered.push({ rule, facts, verdict })
      to = outcomeOf(verdict)
      answer = answerOf(verdict) ?? answer
      if ('run' in verdict) run = { ...run, ...verdict.run }
    }
    const theirs = entered.filter(({ verdict }) => outcomeOf(verdict)?.type === to?.type)
    const state: State | null = to === null ? transition.from : await write(agreedOn(transition.run, to, theirs))
    for (const { rule, facts, verdict } of entered.toReversed()) {
      if (outcomeOf(verdict)?.type === to?.type) await rule.settle?.(tx, { ...transition, run, state }, facts)
      else await rule.undo?.(tx, { ...transition, run }, facts)
    }
    return { result: { state, ...answer }, wrote: to !== null }
  } catch (error) {
    for (const { rule, facts } of entered.toReversed()) await rule.undo?.(tx, transition, facts)
    throw error
  }
}

/** The state that a verdict leads to; null when the run stays where it is. */
function outcomeOf<Run>(verdict: Verdict<Run>): Proposal | null {
  return 'to' in verdict ? verdict.to : null
}

/** What the caller is told; null for a rule that lets the proposal through. */
function answerOf<Run>(verdict: Verdict<Run>): Answer | null {
  const { status } = verdict
  if (status === 'ACCEPT') return null
  if (status === 'REJECT') return { status, details: { type: 'reject_details', reason: verdict.reason } }
  if (status === 'WAIT') return { status, details: { type: 'wait_details', delay_seconds: verdict.delaySeconds, reason: verdict.reason } }
  return { status, details: { type: 'abort_details', reason: verdict.reason } }
}

/** The run with the changes of the rules whose outcome it is; those of the others are forgotten. */
function agreedOn<Run>(run: Run, to: Proposal, theirs: readonly Entered<Run>[]): Agreed<Run> {
  let changed = run
  const afterwards: ((run: Run) => Partial<Run>)[] = []
  for (const { verdict } of theirs) {
    if (!('run' in verdict || 'afterwards' in verdict)) continue
    changed = { ...changed, ...verdict.run }
    if (verdict.afterwards !== undefined) afterwards.unshift(verdict.afterwards)
  }
  return { to, run: changed, afterwards }
}
