import { type Handlers, Reply, type taskRunRoutes } from '@millrace/protocol'
import { written } from '../http/json-text.ts'
import type { RequestContext } from '../http/request-context.ts'
import { setTaskRunState } from '../orchestration/set-task-run-state.ts'
import { runName } from '../run-name.ts'
import { countTaskRuns, deleteTaskRun, listTaskRunCells, readTaskRun, updateTaskRun } from '../store/queries/task-runs.ts'
import { createTaskRun } from './create-task-run.ts'
import { NotFound } from './errors.ts'
import { orchestrationReply } from './orchestration-reply.ts'
import { pageSliceOf, sliceOf, writtenPage } from './page.ts'
import { presentTaskRun } from './present-task-run.ts'
import { writeTaskRuns } from './write-runs.ts'

const ABSENT = 'Task not found'

/** Handlers of the task run routes. */
export const taskRunHandlers: Handlers<typeof taskRunRoutes, RequestContext> = {
  async create(context, { body }) {
    const { run, created } = await context.store.write(async (tx) => {
      const made = await createTaskRun(context, tx, body)
      return { run: await readTaskRun(tx, made.id), created: made.created }
    })
    if (run === undefined) throw new NotFound(ABSENT)
    return new Reply(created ? 201 : 200, presentTaskRun(run, context.clock.now()))
  },

  async read({ store, clock }, { params }) {
    const run = await store.read((queries) => readTaskRun(queries, params.id))
    if (run === undefined) throw new NotFound(ABSENT)
    return presentTaskRun(run, clock.now())
  },

  async update({ store, clock }, { params, body }) {
    // As for flow runs: who takes the name away gets one made up.
    const changes = body.name === undefined ? {} : { name: body.name || runName() }
    if (!(await store.write((tx) => updateTaskRun(tx, params.id, changes, clock.now())))) throw new NotFound('Task run not found')
    return undefined
  },

  async delete({ store }, { params }) {
    if (!(await store.write((tx) => deleteTaskRun(tx, params.id)))) throw new NotFound(ABSENT)
    return undefined
  },

  async filter(context, { body }) {
    const runs = await context.store.read((queries) => listTaskRunCells(queries, body, { sort: body.sort, ...sliceOf(context, body) }))
    return written(writeTaskRuns(runs, context.clock.now()))
  },

  async paginate(context, { body }) {
    const slice = pageSliceOf(context, body)
    return await context.store.read(async (queries) => {
      const runs = await listTaskRunCells(queries, body, { sort: body.sort, ...slice })
      const results = writeTaskRuns(runs, context.clock.now())
      return writtenPage(results, await countTaskRuns(queries, body), body.page, slice)
    })
  },

  count: ({ store }, { body }) => store.read((queries) => countTaskRuns(queries, body)),

  async setState(context, { params, body }) {
    const proposal = { taskRunId: params.id, state: body.state, force: body.force, caller: context.caller }
    return orchestrationReply(await context.store.write((tx) => setTaskRunState(context, tx, proposal)))
  },
}
