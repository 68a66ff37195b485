import type { Client } from '@millrace/client'
import type { FlowRun } from '@millrace/protocol'
import type { Context } from '../context.ts'
import { CommandFailure } from '../errors.ts'
import type { Piece } from '../output/output.ts'
import { logLine } from '../output/logs.ts'
import { stateStyle } from '../output/states.ts'
import { localTime } from '../output/times.ts'
import { logSubjects } from './log-subjects.ts'
import { followRun, type StateChange } from './follow-run.ts'

export interface WatchOptions {
  /** Seconds after which the command gives up; the run goes on. */
  readonly timeout?: number | undefined
  readonly pollSeconds?: number | undefined
  /** Print nothing on the way. */
  readonly quiet?: boolean
}

/**
 * Prints what happens to a run until it has ended, and answers it as it is then.
 *
 * @throws CommandFailure when it did not complete, or did not end in time, or the command was interrupted.
 */
export async function watchRun(
  client: Client,
  id: string,
  { io, output }: Context,
  { timeout, pollSeconds, quiet = false }: WatchOptions,
): Promise<FlowRun> {
  const deadline = timeout === undefined ? undefined : AbortSignal.timeout(timeout * 1000)
  const signal = deadline === undefined ? io.interrupted() : AbortSignal.any([io.interrupted(), deadline])
  let run = await client.flowRuns.read({ params: { id } })
  const subjects = logSubjects(client, run.name)
  try {
    for await (const happening of followRun(client, id, { signal, pollSeconds, logs: !quiet })) {
      if (happening.kind === 'state') {
        run = happening.run
        if (!quiet) output.line(...stateLine(happening))
        continue
      }
      await subjects.learn(happening.logs)
      for (const log of happening.logs) output.line(...logLine(log, subjects.of(log)))
    }
  } catch (error) {
    if (deadline?.aborted === true)
      throw new CommandFailure(
        `Flow run '${run.name}' did not end within ${timeout} seconds; it is ${run.state_name ?? 'without a state'}.`,
      )
    if (signal.aborted) throw new CommandFailure(`Stopped watching; flow run '${run.name}' goes on.`)
    throw error
  }
  if (run.state_type !== 'COMPLETED') throw new CommandFailure(`Flow run '${run.name}' ended as ${run.state_name}${messageOf(run)}`)
  return run
}

const stateLine = ({ state, run }: StateChange): readonly Piece[] => [
  { text: localTime(state.timestamp), style: 'gray' },
  ' | ',
  { text: 'STATE'.padEnd(8), style: 'cyan' },
  ' | ',
  `Flow run '${run.name}' - `,
  { text: `${state.name ?? state.type}${state.message ? `: ${state.message}` : ''}`, style: stateStyle(state.type) },
]

const messageOf = ({ state }: FlowRun): string => (state?.message ? `: ${state.message}` : '.')
