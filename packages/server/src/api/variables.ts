import type { Handlers, Timestamp, variableRoutes } from '@millrace/protocol'
import { v7 } from 'uuid'
import { variableChanged } from '../events/changes/variable.ts'
import { tell } from '../events/tell.ts'
import type { RequestContext } from '../http/request-context.ts'
import { IntegrityError } from '../store/errors.ts'
import {
  countVariables,
  deleteVariable,
  insertVariable,
  listVariables,
  readVariable,
  updateVariable,
  type VariableKey,
} from '../store/queries/variables.ts'
import type { VariableRow } from '../store/schema.ts'
import { changesOf } from './changes.ts'
import { Conflict, NotFound } from './errors.ts'
import { sliceOf } from './page.ts'

/** Handlers of the variable routes. A variable's row is its answer. */
export const variableHandlers: Handlers<typeof variableRoutes, RequestContext> = {
  async create(context, { body }) {
    const now = context.clock.now()
    const row = { id: v7(), created: now, updated: now, name: body.name, value: body.value ?? null, tags: body.tags }
    await named(body.name, () =>
      context.store.write(async (tx) => {
        await insertVariable(tx, row)
        await tell(context, tx, [variableChanged('created', row)])
      }),
    )
    return row
  },

  read: (context, { params }) => read(context, params),
  readByName: (context, { params }) => read(context, params),
  update: (context, { params, body }) => update(context, params, body),
  updateByName: (context, { params, body }) => update(context, params, body),
  delete: (context, { params }) => remove(context, params),
  deleteByName: (context, { params }) => remove(context, params),

  filter: (context, { body }) =>
    context.store.read((queries) => listVariables(queries, { filter: body.variables, sort: body.sort, ...sliceOf(context, body) })),

  count: ({ store }, { body }) => store.read((queries) => countVariables(queries, body.variables)),
}

const absent = (): NotFound => new NotFound('Variable not found.')

async function read({ store }: RequestContext, key: VariableKey): Promise<VariableRow> {
  const row = await store.read((queries) => readVariable(queries, key))
  if (row === undefined) throw absent()
  return row
}

interface Update {
  readonly name?: string | undefined
  readonly tags?: readonly string[] | null | undefined
}

async function update(context: RequestContext, key: VariableKey, body: Update): Promise<undefined> {
  if (body.tags === null) {
    await read(context, key)
    throw new Conflict('The tags of a variable cannot be null; give a list, or leave them out.')
  }
  const updated: Timestamp = context.clock.now()
  const changes = { ...changesOf<VariableRow>(body, ['value']), updated }
  await named(body.name ?? '', () =>
    context.store.write(async (tx) => {
      const row = await updateVariable(tx, key, changes)
      if (row === undefined) throw absent()
      await tell(context, tx, [variableChanged('updated', row)])
    }),
  )
  return undefined
}

async function remove(context: RequestContext, key: VariableKey): Promise<undefined> {
  await context.store.write(async (tx) => {
    const row = await deleteVariable(tx, key)
    if (row === undefined) throw absent()
    await tell(context, tx, [variableChanged('deleted', row)])
  })
  return undefined
}

/** Says which name is taken when a write finds that one is. */
async function named<Result>(name: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    throw new Conflict(`A variable with the name '${name}' already exists.`)
  }
}
