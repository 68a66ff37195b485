import { startServer, supervise, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'
import { environmentProgram, prepareEnvironment } from './environments.ts'

/** Seconds of calls; the generated calls differ in every run, the hand-made ones of the coverage phase do not. */
const BUDGET_SECONDS = 60

test('thousands of generated calls, good and bad, get no answer that the OpenAPI document does not name', async () => {
  await prepareEnvironment('schemathesis')
  await using server = await startServer()
  await using folder = await temporaryFolder()
  const child = supervise({
    program: environmentProgram('schemathesis', 'schemathesis'),
    argv: [
      'run',
      server.url.replace(/api$/, 'openapi.json'),
      '--phases=coverage,fuzzing',
      '--max-examples=5',
      `--max-time=${BUDGET_SECONDS}`,
      '--checks=not_a_server_error,status_code_conformance,response_schema_conformance',
      '--continue-on-failure',
      '--no-color',
    ],
    cwd: folder.path,
    env: process.env,
  })
  const code = await child.ended
  expect(code, child.output()).toBe(0)
  expect(Number(/(\d+) generated/.exec(child.output())?.[1])).toBeGreaterThan(1000)
  expect(server.process.output()).not.toContain('a request failed')
})
