import type { Action, AutomationUpdate, Json } from '@millrace/protocol'
import { InvalidRequest, type Problem } from '../http/problem.ts'
import { isObject } from '../json-schema/rules.ts'
import { templateProblem } from '../templates/render-template.ts'
import { readDeployment } from '../store/queries/deployments.ts'
import { findWorkPoolById } from '../store/queries/work-pools.ts'
import type { Queries } from '../store/store.ts'
import { checkJobVariables } from './check-parameters.ts'
import { NotFound } from './errors.ts'

type ActionLists = Pick<AutomationUpdate, 'actions' | 'actions_on_trigger' | 'actions_on_resolve'>

const LISTS = ['actions', 'actions_on_trigger', 'actions_on_resolve'] as const

/** Refuses, with `InvalidRequest`, actions whose templates cannot be read, all of them at once. `body` is what came. */
export function checkTemplates(lists: ActionLists, body: unknown): void {
  const problems = LISTS.flatMap((list) =>
    (lists[list] ?? []).flatMap((action, index) =>
      templatesOf(action).flatMap(({ field, at, template }): Problem[] => {
        const found = templateProblem(template)
        if (found === undefined) return []
        const msg = `Value error, '${at}' is not a valid template: ${found.message}`
        return [{ type: 'value_error', loc: ['body', list, index, field], msg, input: template, ctx: { error: {} } }]
      }),
    ),
  )
  if (problems.length > 0) throw new InvalidRequest(problems, body)
}

interface Template {
  readonly field: string
  /** Where in the field. */
  readonly at: string
  readonly template: string
}

function templatesOf(action: Action): Template[] {
  if (action.type === 'run-deployment') {
    return templatesIn(action.parameters, 'parameters').map((found) => ({ field: 'parameters', ...found }))
  }
  if (action.type === 'call-webhook') return [{ field: 'payload', at: 'payload', template: action.payload }]
  if (action.type !== 'send-notification') return []
  return [
    { field: 'subject', at: 'subject', template: action.subject },
    { field: 'body', at: 'body', template: action.body },
  ]
}

/** Texts that look like templates, and those that are said to be: `{"__prefect_kind": "jinja", "template": …}`. */
function templatesIn(value: Json, at: string): { at: string; template: string }[] {
  if (typeof value === 'string') return value.includes('{{') || value.includes('{%') ? [{ at, template: value }] : []
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item, index) => templatesIn(item, `${at}[${index}]`))
  if (!isObject(value)) return []
  const { __prefect_kind: kind, template } = value
  if (kind === 'jinja') return typeof template === 'string' ? [{ at, template }] : []
  return Object.entries(value).flatMap(([name, item]) => templatesIn(item, `${at}.${name}`))
}

/**
 * Holds the job variables that actions give to deployments against the schemas of their pools. Throws `NotFound` for a deployment that is
 * not there, `Unprocessable` for variables that do not fit.
 */
export async function checkJobVariablesOf(queries: Queries, actions: readonly Action[]): Promise<void> {
  for (const action of actions) {
    if (action.type !== 'run-deployment' || action.deployment_id === null) continue
    if (action.job_variables === null || Object.keys(action.job_variables).length === 0) continue
    const deployment = await readDeployment(queries, action.deployment_id)
    if (deployment === undefined) throw new NotFound('Deployment not found.')
    const pool = deployment.work_pool_id === null ? undefined : await findWorkPoolById(queries, deployment.work_pool_id)
    if (pool === undefined) continue
    const given = [deployment.job_variables, action.job_variables]
    await checkJobVariables(queries, pool, given, 'Error creating automation', { ignoreRequired: false })
  }
}
