import { isStatus } from '@millrace/client/errors'
import type { FlowRun, Json, TaskRunInput } from '@millrace/protocol'
import { pending } from '@millrace/protocol/states'
import type { Session } from '../connection/session.ts'
import type { ActiveFlowRun } from '../context/flow-run.ts'
import { currentTags } from '../context/tags.ts'
import { describeError, ParameterError } from '../errors.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { fingerprint, newId } from '../identifiers.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'
import { parametersToJson } from '../parameters/to-json.ts'
import { flowRetryPolicy } from './flow-retries.ts'
import { flowVersion } from './flow-version.ts'
import { numbered } from './numbered.ts'
import { originsOf } from './origins.ts'

interface NewRun {
  readonly definition: FlowDefinition
  readonly session: Session
  /** As they were given, futures resolved; what the API shows and a rerun would get. */
  readonly parameters: NamedParameters
  /** The flow run that calls this one. */
  readonly parent: ActiveFlowRun | undefined
  /** Where the arguments came from, by parameter. */
  readonly inputs: Readonly<Record<string, readonly TaskRunInput[]>>
  readonly name: string | undefined
  /** Of a subflow: by which its parent knows it in every attempt. */
  readonly callKey: string | undefined
}

/**
 * Tells the server of a run that begins here; a subflow is tied to its parent by a task run that stands for it there.
 * Answers the run that an earlier attempt at the parent made for the same call, when there is one.
 */
export async function createFlowRun({ definition, session, parameters, parent, inputs, name, callKey }: NewRun): Promise<FlowRun> {
  const { options } = definition
  const tags = [...new Set([...(options.tags ?? []), ...currentTags()])]
  const [flowId, parentTaskRunId] = await Promise.all([
    session.flowId(definition.name),
    parent === undefined ? null : createParentTaskRun(definition, session, parent, inputs, callKey),
  ])
  const given = parametersToJson(parameters)
  try {
    return await session.client.flowRuns.create({
      body: {
        flow_id: flowId,
        ...(name === undefined ? {} : { name }),
        flow_version: flowVersion(definition),
        parameters: given,
        parent_task_run_id: parentTaskRunId,
        state: pending(),
        tags,
        empirical_policy: flowRetryPolicy(definition, session),
        idempotency_key: callKey ?? newId(),
      },
    })
  } catch (error) {
    throw refusesSize(error) ? tooLarge(definition.name, given) : error
  }
}

/** Prefect's server says so of the parameters, not of the request. */
const refusesSize = (error: unknown): boolean =>
  isStatus(error, 413) || (isStatus(error, 422) && describeError(error).includes('parameters must be less than'))

/** The server keeps parameters with the run, to show them and to run it again, and takes no more than a megabyte, Prefect's no more than half of one. */
function tooLarge(flow: string, parameters: Readonly<Record<string, Json>>): ParameterError {
  const sizes = Object.entries(parameters).map(([path, value]) => ({ path, bytes: Buffer.byteLength(JSON.stringify(value)) }))
  const [largest = { path: '', bytes: 0 }] = sizes.toSorted((one, other) => other.bytes - one.bytes)
  const message = `is ${(largest.bytes / 1e6).toFixed(1)} MB as JSON, more than the server keeps with a run; pass the path or key of the data, or load it in a task`
  return new ParameterError(`flow '${flow}'`, [{ path: largest.path, message }])
}

async function createParentTaskRun(
  { name, options }: FlowDefinition,
  { client }: Session,
  parent: ActiveFlowRun,
  inputs: Readonly<Record<string, readonly TaskRunInput[]>>,
  callKey: string | undefined,
): Promise<string> {
  const key = `${name}-${fingerprint(name, 8)}`
  const { name: runName, dynamicKey } = numbered({ name, key }, parent)
  const waitFor = options.waitFor ?? []
  const { id } = await client.taskRuns.create({
    body: {
      flow_run_id: parent.info.id,
      name: runName,
      task_key: key,
      dynamic_key: callKey ?? dynamicKey,
      state: pending(),
      tags: [...(options.tags ?? [])],
      task_inputs: Object.fromEntries(
        Object.entries(waitFor.length === 0 ? inputs : { ...inputs, wait_for: originsOf(waitFor) }).map(([input, from]) => [
          input,
          [...from],
        ]),
      ),
    },
  })
  return id
}
