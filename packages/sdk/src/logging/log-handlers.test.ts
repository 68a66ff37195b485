import { expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { flow } from '../flow.ts'
import { logger } from '../logger.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'
import { addLogHandler, type LogLine } from './log-handlers.ts'

test('a handler gets every line, with its level and run, also what is printed; one that fails disturbs nobody', async () => {
  await using server = await openTestServer()
  const lines: LogLine[] = []
  using _failing = addLogHandler(() => {
    throw new Error('full')
  })
  const added = addLogHandler((line) => lines.push(line))
  const speak = task({ logPrints: true }, async function speak() {
    console.log('printed %d', 7)
  })
  const outer = flow(async function outer() {
    logger().warn('careful', { n: 1 })
    logger().debug('unheard')
    await speak()
    return flowRun().id
  })
  const id = await server.run(() => outer())
  const said = lines.filter(({ message }) => /careful|printed/.test(message))
  expect(said).toMatchObject([
    { level: 'WARNING', levelNumber: 30, message: 'careful { n: 1 }', name: 'millrace.flow_runs', flowRunId: id, taskRunId: null },
    { level: 'INFO', message: 'printed 7', name: 'millrace.task_runs', flowRunId: id },
  ])
  expect(lines.map(({ message }) => message)).not.toContain('unheard')
  const before = lines.length
  added[Symbol.dispose]()
  await server.run(() => outer())
  expect(lines).toHaveLength(before)
  await server.session.flush()
  expect((await server.logs(id)).map(({ message }) => message)).toContain('careful { n: 1 }')
})
