import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { IntegrityError, StoreClosed } from './errors.ts'
import { sample } from './sample-rows.ts'
import type { Queries } from './store.ts'
import type { TestStore } from './testing.ts'

/** What every store has to do; `open` gives a fresh one. */
export function describeStore(open: () => Promise<TestStore>): void {
  describe('a write', () => {
    it('is there for readers once it is acknowledged', async () => {
      await using store = await open()
      await store.write((tx) => insertFlow(tx, 'a'))
      expect(await store.read(flowNames)).toEqual(['a'])
    })

    it('answers what its work answers', async () => {
      await using store = await open()
      expect(await store.write(() => Promise.resolve(42))).toBe(42)
    })

    it('is seen by nobody before it is committed', async () => {
      await using store = await open()
      let seen: string[] | undefined
      await store.write(async (tx) => {
        await insertFlow(tx, 'a')
        seen = await store.read(flowNames)
      })
      expect(seen).toEqual([])
    })

    it('sees what it has written itself', async () => {
      await using store = await open()
      const names = await store.write(async (tx) => {
        await insertFlow(tx, 'a')
        return await flowNames(tx)
      })
      expect(names).toEqual(['a'])
    })

    it('leaves nothing when it throws, and rejects with the error', async () => {
      await using store = await open()
      const failing = store.write(async (tx) => {
        await insertFlow(tx, 'a')
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await store.read(flowNames)).toEqual([])
    })

    it('takes only itself back among the writes of one turn', async () => {
      await using store = await open()
      const writes = ['a', 'b', 'c', 'b', 'd'].map((name) => store.write((tx) => insertFlow(tx, name)))
      const outcomes = await Promise.allSettled(writes)
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
      expect(await store.read(flowNames)).toEqual(['a', 'b', 'c', 'd'])
    })

    it('keeps hundreds of one turn apart', async () => {
      await using store = await open()
      const names = Array.from({ length: 300 }, (_, index) => `flow-${index.toString().padStart(3, '0')}`)
      await Promise.all(names.map((name) => store.write((tx) => insertFlow(tx, name))))
      expect(await store.read(flowNames)).toEqual(names)
    })

    it('names a second row of its kind', async () => {
      await using store = await open()
      await store.write((tx) => insertFlow(tx, 'a'))
      const error = await store.write((tx) => insertFlow(tx, 'a')).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(IntegrityError)
      expect(error).toMatchObject({ kind: 'unique' })
    })

    it('names a row that refers to nothing', async () => {
      await using store = await open()
      const orphan = sample.flowRun({ flow_id: randomUUID() })
      const error = await store.write((tx) => tx.db.insertInto('flow_run').values(orphan).execute()).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ name: 'IntegrityError', kind: 'foreign-key' })
    })

    it('refuses a query that comes after its end', async () => {
      await using store = await open()
      let late: Queries | undefined
      await store.write((tx) => {
        late = tx
        return Promise.resolve()
      })
      await expect(late && flowNames(late)).rejects.toThrow('the transaction is over')
    })

    it('refuses an undefined parameter', async () => {
      await using store = await open()
      const write = store.write((tx) => tx.all({ sql: 'select name from flow where name = ?' }, [undefined]))
      await expect(write).rejects.toThrow('parameter 1')
    })

    it('is refused once the store is closed, while those taken before are done', async () => {
      const store = await open()
      const taken = store.write((tx) => insertFlow(tx, 'a'))
      const closed = store[Symbol.asyncDispose]()
      await expect(store.write((tx) => insertFlow(tx, 'b'))).rejects.toThrow(StoreClosed)
      await taken
      await closed
    })
  })

  describe('what follows a commit', () => {
    it('comes after the commit and never after a rollback', async () => {
      await using store = await open()
      const heard: string[] = []
      const good = store.write(async (tx) => {
        tx.afterCommit(() => heard.push('good'))
        await insertFlow(tx, 'a')
        heard.push('written')
      })
      const bad = store.write((tx) => {
        tx.afterCommit(() => heard.push('bad'))
        return Promise.reject(new Error('no'))
      })
      await Promise.allSettled([good, bad])
      expect(heard).toEqual(['written', 'good'])
    })

    it('takes nothing back and stops nobody else when it throws', async () => {
      await using store = await open()
      const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
      const heard: string[] = []
      await store.write(async (tx) => {
        tx.afterCommit(() => {
          throw new Error('from a listener')
        })
        tx.afterCommit(() => heard.push('second'))
        await insertFlow(tx, 'a')
      })
      await store.write((tx) => insertFlow(tx, 'b'))
      expect(heard).toEqual(['second'])
      expect(await store.read(flowNames)).toEqual(['a', 'b'])
      expect((await warned).message).toBe('from a listener')
    })

    it('finds the rows for readers', async () => {
      await using store = await open()
      const { promise, resolve } = Promise.withResolvers<string[]>()
      await store.write(async (tx) => {
        await insertFlow(tx, 'a')
        tx.afterCommit(() => resolve(store.read(flowNames)))
      })
      expect(await promise).toEqual(['a'])
    })
  })

  describe('a hot statement', () => {
    it('takes and gives values as the query builder does', async () => {
      await using store = await open()
      const flow = sample.flow({ tags: ['ä', "it's"], labels: { deep: true } })
      const insert = {
        sql: "insert into flow (id, created, updated, name, tags, labels) values (?, ?, ?, ?, ?, ?) returning *, 'what?' as word",
      }
      const [row] = await store.write((tx) => tx.all(insert, [flow.id, flow.created, flow.updated, flow.name, flow.tags, flow.labels]))
      expect(row).toEqual({ ...flow, word: 'what?' })
    })

    it('may be run again and again, in reads and writes', async () => {
      await using store = await open()
      const count = { sql: 'select count(*) as found from flow where name <> ?' }
      for (const name of ['a', 'b']) {
        await store.write((tx) => insertFlow(tx, name))
        await store.write((tx) => tx.all(count, ['']))
      }
      expect(await store.read((queries) => queries.all(count, ['']))).toEqual([{ found: 2 }])
    })
  })

  describe('deleting', () => {
    it('takes the runs, states, leases and deployments of a flow along', async () => {
      await using store = await open()
      const flow = sample.flow()
      const run = sample.flowRun({ flow_id: flow.id })
      const task = sample.taskRun({ flow_run_id: run.id })
      const state = { id: randomUUID(), type: 'RUNNING', name: 'Running', timestamp: flow.created, message: null, data: null } as const
      await store.write(async ({ db }) => {
        await db.insertInto('flow').values(flow).execute()
        await db
          .insertInto('deployment')
          .values(sample.deployment({ flow_id: flow.id }))
          .execute()
        await db.insertInto('flow_run').values(run).execute()
        await db.insertInto('task_run').values(task).execute()
        await db
          .insertInto('flow_run_state')
          .values({ ...state, state_details: DETAILS, flow_run_id: run.id })
          .execute()
        await db
          .insertInto('task_run_state')
          .values({ ...state, state_details: DETAILS, task_run_id: task.id })
          .execute()
        await db.insertInto('flow_run_lease').values({ flow_run_id: run.id, attempt: 1, holder: 'me', expires_at: flow.created }).execute()
      })
      await store.write(({ db }) => db.deleteFrom('flow').where('id', '=', flow.id).execute())
      const tables = ['deployment', 'flow_run', 'task_run', 'flow_run_state', 'task_run_state', 'flow_run_lease'] as const
      const left = await store.read(async ({ db }) =>
        Promise.all(
          tables.map((table) =>
            db
              .selectFrom(table)
              .select(({ fn }) => fn.countAll().as('rows'))
              .executeTakeFirst(),
          ),
        ),
      )
      expect(left).toEqual(tables.map(() => ({ rows: 0 })))
    })

    it('leaves the runs of a deployment, which go on naming it, and of a queue, which forget it', async () => {
      await using store = await open()
      const flow = sample.flow()
      const pool = sample.workPool()
      const queue = sample.workQueue({ work_pool_id: pool.id })
      const deployment = sample.deployment({ flow_id: flow.id, work_queue_id: queue.id })
      const run = sample.flowRun({ flow_id: flow.id, deployment_id: deployment.id, work_queue_id: queue.id })
      await store.write(async ({ db }) => {
        await db.insertInto('flow').values(flow).execute()
        await db.insertInto('work_pool').values(pool).execute()
        await db.insertInto('work_queue').values(queue).execute()
        await db.insertInto('deployment').values(deployment).execute()
        await db.insertInto('flow_run').values(run).execute()
        await db.deleteFrom('deployment').execute()
        await db.deleteFrom('work_pool').execute()
      })
      expect(await store.read(({ db }) => db.selectFrom('flow_run').selectAll().execute())).toEqual([{ ...run, work_queue_id: null }])
    })
  })
}

const DETAILS = {} as never

const insertFlow = ({ db }: Queries, name: string): Promise<unknown> => db.insertInto('flow').values(sample.flow({ name })).execute()

const flowNames = async ({ db }: Queries): Promise<string[]> => {
  const rows = await db.selectFrom('flow').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}
