import { z } from 'zod'
import { PREFECT_VERSION } from './constants.ts'
import { action } from './automations/action.ts'
import { automation, automationCreate, automationUpdate } from './automations/automation.ts'
import { compoundTrigger, eventTrigger, metricTrigger, sequenceTrigger } from './automations/trigger.ts'
import { automationFilter } from './filters/automation-filter.ts'
import { deploymentFilter } from './filters/deployment-filter.ts'
import { eventFilter } from './filters/event-filter.ts'
import { flowFilter } from './filters/flow-filter.ts'
import { flowRunFilter } from './filters/flow-run-filter.ts'
import { logFilter } from './filters/log-filter.ts'
import { taskRunFilter } from './filters/task-run-filter.ts'
import { workPoolFilter, workQueueFilter } from './filters/work-pool-filter.ts'
import { blockDocument, blockSchema, blockType } from './objects/block.ts'
import { deployment, deploymentCreate, deploymentSchedule, deploymentScheduleCreate, deploymentUpdate } from './objects/deployment.ts'
import { event, receivedEvent } from './objects/event.ts'
import { deploymentFlowRunCreate, flowRun, flowRunCreate, flowRunPolicy, flowRunUpdate, scheduledFlowRun } from './objects/flow-run.ts'
import { flow, flowCreate, flowUpdate } from './objects/flow.ts'
import { log, logCreate } from './objects/log.ts'
import { taskRun, taskRunCreate, taskRunPolicy } from './objects/task-run.ts'
import { variable, variableCreate, variableUpdate } from './objects/variable.ts'
import { worker, workPool, workPoolCreate, workPoolUpdate, workQueue, workQueueCreate, workQueueUpdate } from './objects/work-pool.ts'
import type { RefusalStatus, RouteSpec, Routes } from './route.ts'
import { orchestrationResult } from './states/orchestration-result.ts'
import { state, stateCreate, stateDetails, stateType } from './states/state.ts'

type JsonObject = Record<string, unknown>

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>
  readonly components: { readonly schemas: JsonObject }
}

/** The objects that stand in `components` by these names; everything else is written where it is used. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Action: action,
  Automation: automation,
  AutomationCreate: automationCreate,
  AutomationFilter: automationFilter,
  AutomationUpdate: automationUpdate,
  BlockDocument: blockDocument,
  BlockSchema: blockSchema,
  BlockType: blockType,
  CompoundTrigger: compoundTrigger,
  Deployment: deployment,
  DeploymentCreate: deploymentCreate,
  DeploymentFilter: deploymentFilter,
  DeploymentFlowRunCreate: deploymentFlowRunCreate,
  DeploymentSchedule: deploymentSchedule,
  DeploymentScheduleCreate: deploymentScheduleCreate,
  DeploymentUpdate: deploymentUpdate,
  Event: event,
  EventFilter: eventFilter,
  EventTrigger: eventTrigger,
  Flow: flow,
  FlowCreate: flowCreate,
  FlowFilter: flowFilter,
  FlowRun: flowRun,
  FlowRunCreate: flowRunCreate,
  FlowRunFilter: flowRunFilter,
  FlowRunPolicy: flowRunPolicy,
  FlowRunUpdate: flowRunUpdate,
  FlowUpdate: flowUpdate,
  Log: log,
  LogCreate: logCreate,
  LogFilter: logFilter,
  MetricTrigger: metricTrigger,
  OrchestrationResult: orchestrationResult,
  ReceivedEvent: receivedEvent,
  ScheduledFlowRun: scheduledFlowRun,
  SequenceTrigger: sequenceTrigger,
  State: state,
  StateCreate: stateCreate,
  StateDetails: stateDetails,
  StateType: stateType,
  TaskRun: taskRun,
  TaskRunCreate: taskRunCreate,
  TaskRunFilter: taskRunFilter,
  TaskRunPolicy: taskRunPolicy,
  Variable: variable,
  VariableCreate: variableCreate,
  VariableUpdate: variableUpdate,
  WorkPool: workPool,
  WorkPoolCreate: workPoolCreate,
  WorkPoolFilter: workPoolFilter,
  WorkPoolUpdate: workPoolUpdate,
  WorkQueue: workQueue,
  WorkQueueCreate: workQueueCreate,
  WorkQueueFilter: workQueueFilter,
  WorkQueueUpdate: workQueueUpdate,
  Worker: worker,
}

/** Describes every operation of the groups, with paths as Prefect's document has them: below `/api`. */
export function openApiDocument(groups: Readonly<Record<string, Routes>>, version: string): OpenApiDocument {
  const schemas = new Components()
  const paths: Record<string, Record<string, JsonObject>> = {}
  for (const [group, routes] of Object.entries(groups)) {
    for (const [name, spec] of Object.entries(routes)) {
      const operations = (paths[spec.path] ??= {})
      operations[spec.method.toLowerCase()] = operation(group, name, spec, schemas)
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Millrace', version, description: `The API of Prefect ${PREFECT_VERSION} and 2.20.` },
    servers: [{ url: '/api' }],
    paths,
    components: { schemas: schemas.all },
  }
}

/** Collects named schemas; a name whose input and output differ gets a second entry with `Input` behind it. */
class Components {
  readonly all: JsonObject = {
    HTTPValidationError: {
      type: 'object',
      properties: {
        exception_message: { type: 'string' },
        exception_detail: { type: 'array', items: { type: 'object' } },
        request_body: {},
      },
    },
    Refusal: {
      type: 'object',
      properties: { detail: { type: 'string' }, exception_message: { type: 'string' } },
    },
  }
  readonly #registry = z.registry<{ id: string }>()

  constructor() {
    for (const [id, schema] of Object.entries(NAMED)) this.#registry.add(schema, { id })
  }

  schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    const {
      $schema: _,
      $defs,
      ...root
    } = z.toJSONSchema(schema, {
      io,
      metadata: this.#registry,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => overrideBy(zodSchema, jsonSchema),
    }) as JsonObject & { $defs?: JsonObject }
    const definitions = { ...$defs }
    const id = this.#registry.get(schema)?.id
    // A root that has a name stands among the definitions itself.
    if (id !== undefined && !('$ref' in root)) definitions[id] = root
    const text = (value: unknown): string => JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')
    const renamed = Object.keys(definitions).filter((name) => io === 'input' && this.#differs(name, text(definitions[name])))
    const settle = (value: unknown): JsonObject =>
      JSON.parse(renamed.reduce((all, name) => all.replaceAll(`/schemas/${name}"`, `/schemas/${name}Input"`), text(value))) as JsonObject
    for (const [name, definition] of Object.entries(definitions)) {
      this.all[renamed.includes(name) ? `${name}Input` : name] = withoutId(settle(definition))
    }
    return id === undefined ? settle(root) : { $ref: `#/components/schemas/${renamed.includes(id) ? `${id}Input` : id}` }
  }

  #differs(name: string, text: string): boolean {
    // Which kind of nested objects they name does not make two entries different.
    const plain = (json: string): string => json.replaceAll('Input"', '"')
    const made = this.all[name]
    return made !== undefined && plain(JSON.stringify(made)) !== plain(JSON.stringify(withoutId(JSON.parse(text) as JsonObject)))
  }
}

function withoutId(schema: JsonObject): JsonObject {
  const { ...rest } = schema
  delete rest['id']
  return rest
}

/** What a schema says of itself in `meta.override` replaces what zod makes of its transform. */
function overrideBy(schema: z.core.$ZodType, made: JsonObject): void {
  const override = z.globalRegistry.get(schema)?.['override']
  if (typeof override !== 'object' || override === null) return
  for (const key of Object.keys(made)) delete made[key]
  Object.assign(made, override)
}

function operation(group: string, name: string, spec: RouteSpec, schemas: Components): JsonObject {
  const parameters = [...parametersOf(spec.params, 'path', schemas), ...parametersOf(spec.query, 'query', schemas)]
  return {
    operationId: `${group}.${name}`,
    summary: spec.summary,
    tags: [group],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(spec.body === undefined ? {} : { requestBody: bodyOf(spec.body, schemas) }),
    responses: responsesOf(spec, schemas),
  }
}

const content = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } })

const bodyOf = (body: z.ZodType, schemas: Components): JsonObject => ({
  required: !body.safeParse(undefined).success,
  content: content(schemas.schemaOf(body, 'input')),
})

function parametersOf(object: z.ZodObject | undefined, place: 'path' | 'query', schemas: Components): JsonObject[] {
  return Object.entries(object?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || !schema.safeParse(undefined).success,
    schema: schemas.schemaOf(schema, 'input'),
  }))
}

/** The status whose answer never has a body (RFC 9110, 15.3.5), whatever the route's other answers hold. */
const NO_CONTENT = 204

function responsesOf(spec: RouteSpec, schemas: Components): JsonObject {
  const reply = spec.reply instanceof z.ZodUndefined ? undefined : schemas.schemaOf(spec.reply, 'output')
  const good = spec.status.map((status) => [
    String(status),
    { description: 'Successful response', ...(reply === undefined || status === NO_CONTENT ? {} : { content: content(reply) }) },
  ])
  return { ...Object.fromEntries(good), ...refusalsOf(spec) }
}

/** What each refusal means; `RouteSpec.refuses` says which operations answer the rarer ones. */
const REFUSALS: Readonly<Record<400 | RefusalStatus, string>> = {
  400: 'The request cannot be read, or does not fit the state of the object',
  403: 'The object is protected',
  404: 'There is no such object',
  409: 'Another object, or a newer attempt, stands in the way',
  410: 'The object is no more',
  423: 'No slot is free',
}

function refusalsOf(spec: RouteSpec): JsonObject {
  const statuses: readonly (keyof typeof REFUSALS)[] = [400, ...(spec.params === undefined ? [] : [404 as const]), ...(spec.refuses ?? [])]
  const refusal = { $ref: '#/components/schemas/Refusal' }
  const takes = spec.params !== undefined || spec.query !== undefined || spec.body !== undefined
  return {
    ...Object.fromEntries(statuses.map((status) => [String(status), { description: REFUSALS[status], content: content(refusal) }])),
    ...(takes ? { 422: { description: 'Validation error', content: content({ $ref: '#/components/schemas/HTTPValidationError' }) } } : {}),
  }
}
