import { cleanEnvironment, startServer, supervise, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'
import { environmentProgram, prepareEnvironment } from './environments.ts'

/**
 * With `MILLRACE_TEST_SCHEMATHESIS=<seconds>`, also the 60,000 hand-made calls of the coverage phase, and generated ones until so much
 * time has passed, different ones each time. Without, as many for each operation and the same each time.
 */
const SECONDS = process.env['MILLRACE_TEST_SCHEMATHESIS']
const SPREAD = ['--phases=fuzzing', '--max-examples=5', '--seed=1', '--no-shrink']
const EVERYTHING = ['--phases=coverage,fuzzing', `--max-time=${SECONDS}`]

/** Automations that the calls make would be set off by all that follow. */
const QUIET = { MILLRACE_SERVER_SERVICES_TRIGGERS_ENABLED: 'false' }

test(
  'thousands of generated calls, good and bad, get no answer that the OpenAPI document does not name',
  { timeout: 3_600_000 },
  async () => {
    await prepareEnvironment('schemathesis')
    await using server = await startServer(QUIET)
    await using folder = await temporaryFolder()
    const child = supervise({
      program: environmentProgram('schemathesis', 'schemathesis'),
      argv: [
        'run',
        server.url.replace(/api$/, 'openapi.json'),
        ...(SECONDS === undefined ? SPREAD : EVERYTHING),
        '--checks=not_a_server_error,status_code_conformance,response_schema_conformance',
        '--continue-on-failure',
        '--no-color',
      ],
      cwd: folder.path,
      env: cleanEnvironment(),
    })
    const code = await child.ended
    expect(code, child.output()).toBe(0)
    expect(Number(/(\d+) generated/.exec(child.output())?.[1])).toBeGreaterThan(500)
    expect(server.process.output()).not.toContain('a request failed')
  },
)
