import type { Client } from '@millrace/client'
import type { DefineCommand } from '../command.ts'
import { CommandFailure } from '../errors.ts'
import { orMissing } from '../lookups/missing.ts'
import { format } from '../options/format.ts'
import { explanationOf, sentencesOf } from '../runs/explain-run.ts'

/** Seconds after which a claim that came to nothing, and a cancellation that nobody answers, should have been noticed by the server. */
const LONGEST = 600
/** Seconds that a service may be late: turns take time, and the time between them varies. */
const GRACE = 30
/** Runs of one kind that are named; of more, only the number is said. */
const NAMED = 50

/** Something that somebody should look at. */
interface Finding {
  readonly about: string
  readonly problem: string
}

/** `millrace doctor`: what is wrong with the server, and which runs wait for what nobody does. Ends with 1 when there is anything. */
export const doctor: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const api = await client()
    const { services, database, version, waiting } = await orMissing(
      api.serverViews.health(),
      'This server does not tell how it is; only those of Millrace do.',
    )
    const findings = [
      ...services.flatMap(serviceFinding),
      ...setAside(waiting.set_aside),
      ...(await lateRuns(api)),
      ...(await stuckRuns(api)),
    ]
    if (form === 'json') output.json(findings)
    else {
      output.line(`Millrace ${version} on ${database.kind} ${database.version}, ${services.length} services`)
      for (const { about, problem } of findings) output.line({ text: about, style: 'bold' }, `: ${problem}`)
      if (findings.length === 0) output.line({ text: 'Nothing is stuck.', style: 'green' })
    }
    if (findings.length > 0) throw new CommandFailure(`${findings.length} ${findings.length === 1 ? 'thing' : 'things'} to look at`)
  })

type Service = Awaited<ReturnType<Client['serverViews']['health']>>['services'][number]

function serviceFinding({ name, every, last_turn: last, problem }: Service): Finding[] {
  if (problem !== null) return [{ about: `service ${name}`, problem: `its last turn failed: ${problem}` }]
  const silent = last === null ? 0 : (Date.now() - Date.parse(last)) / 1000
  if (silent <= every * 1.5 + GRACE) return []
  return [{ about: `service ${name}`, problem: `it should turn every ${every} s and has not for ${Math.round(silent)} s` }]
}

const setAside = (count: number): Finding[] =>
  count === 0 ? [] : [{ about: 'automations', problem: `set aside: ${count}; see: millrace automation dead-letters ls` }]

/** Runs that were due and that nobody has taken, with the reason. */
async function lateRuns(api: Client): Promise<Finding[]> {
  const filter = { state: { name: { any_: ['Late'] } } }
  const late = await api.flowRuns.filter({ body: { flow_runs: filter, limit: NAMED, sort: 'EXPECTED_START_TIME_ASC' } })
  const findings: Finding[] = []
  for (const { id, name } of late) {
    const explanation = await explanationOf(api, id)
    const why = explanation === undefined ? [] : sentencesOf(explanation)
    findings.push({ about: `flow run ${name}`, problem: why.length === 0 ? 'it is late' : why.join(' ') })
  }
  const all = late.length < NAMED ? late.length : await api.flowRuns.count({ body: { flow_runs: filter } })
  return all > late.length ? [...findings, { about: 'flow runs', problem: `${all - late.length} more are late` }] : findings
}

/** Runs that were taken and never begun, or never ended as they were asked to. */
async function stuckRuns(api: Client): Promise<Finding[]> {
  const filter = { state: { type: { any_: ['PENDING' as const, 'CANCELLING' as const] } } }
  const runs = await api.flowRuns.filter({ body: { flow_runs: filter, limit: 200, sort: 'EXPECTED_START_TIME_ASC' } })
  return runs.flatMap(({ name, state }) => {
    const seconds = state === null || state === undefined ? 0 : (Date.now() - Date.parse(state.timestamp)) / 1000
    if (seconds < LONGEST) return []
    return [
      { about: `flow run ${name}`, problem: `it has been ${state?.name ?? 'without a state'} for ${Math.round(seconds / 60)} minutes` },
    ]
  })
}
