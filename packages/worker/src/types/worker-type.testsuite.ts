import type { FlowRun } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import type { Infrastructure, Job, WorkerType } from './worker-type.ts'

/** How the suite starts a job whose infrastructure runs a script of Node.js. */
export interface TypeUnderTest<Configuration> {
  readonly type: WorkerType<Configuration>
  /** A configuration whose infrastructure runs `script` with Node.js and has `env` in its environment. */
  readonly configure: (script: string, env?: Readonly<Record<string, string | null>>) => Configuration
}

const FLOW_RUN_ID = '0197c9a0-0000-7000-8000-000000000001'

/** What every type of worker must do, whatever it starts. */
export function describeWorkerType<Configuration>(name: string, open: () => TypeUnderTest<Configuration>): void {
  describe(`the worker type ${name}`, () => {
    async function start(
      script: string,
      env?: Readonly<Record<string, string | null>>,
      more: Partial<Job<Configuration>> = {},
    ): Promise<Running<Configuration>> {
      const { type, configure } = open()
      const lines: string[] = []
      const waiting = new Map<string, () => void>()
      const job: Job<Configuration> = {
        // A type looks at no more of the run than its id and name.
        flowRun: { id: FLOW_RUN_ID, name: 'brave-otter' } as FlowRun,
        attempt: 2,
        configuration: configure(script, env),
        entrypoint: null,
        codePath: null,
        environment: { MILLRACE_API_URL: 'http://127.0.0.1:1/api', FROM_WORKER: 'yes' },
        onLine(line) {
          lines.push(line)
          waiting.get(line)?.()
        },
        ...more,
      }
      const infrastructure = await type.start(job)
      const written = (line: string): Promise<void> =>
        new Promise((resolve) => {
          if (lines.includes(line)) resolve()
          else waiting.set(line, resolve)
        })
      return { infrastructure, job, lines, written }
    }

    it('has a template whose placeholders are its variables', () => {
      const { job_configuration: configuration, variables } = open().type.baseJobTemplate
      const names = JSON.stringify(configuration).matchAll(/\{\{\s*(\w+)\s*\}\}/g)
      const declared = Object.keys(variables['properties'] ?? {})
      for (const [, placeholder] of names) expect(declared).toContain(placeholder)
    })

    it('tells the process which run and attempt it acts for, and the settings', async () => {
      const script = 'console.log(JSON.stringify(process.env))'
      const { infrastructure, lines } = await start(script, { MINE: 'too', FROM_WORKER: null })
      expect(await infrastructure.ended).toEqual({ exitCode: 0, signal: null })
      const env = JSON.parse(lines.join('')) as Record<string, string>
      expect(env).toMatchObject({
        MILLRACE__FLOW_RUN_ID: FLOW_RUN_ID,
        PREFECT__FLOW_RUN_ID: FLOW_RUN_ID,
        MILLRACE__FLOW_RUN_ATTEMPT: '2',
        MILLRACE_API_URL: 'http://127.0.0.1:1/api',
        MINE: 'too',
      })
      expect(env).not.toHaveProperty('FROM_WORKER')
    })

    it('hands on output and the exit code', async () => {
      const { infrastructure, lines } = await start('console.log("out"); console.error("err"); process.exitCode = 3')
      expect(await infrastructure.ended).toMatchObject({ exitCode: 3 })
      expect(lines.toSorted()).toEqual(['err', 'out'])
    })

    it('gives its infrastructure a name to find it by', async () => {
      const { infrastructure } = await start('')
      expect(infrastructure.identifier).not.toBe('')
      await infrastructure.ended
    })

    it('is found again, if it can be at all', async () => {
      const { type } = open()
      if (type.adopt === undefined) return
      const { infrastructure, job, written } = await start(
        'process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000); console.log("up")',
      )
      await written('up')
      const adopted = await type.adopt(job, infrastructure.identifier)
      expect(adopted?.identifier).toBe(infrastructure.identifier)
      // Of two who look after it, one clears away what tells the other how it ended.
      await adopted?.stop(30)
      expect(await infrastructure.ended).toMatchObject({ exitCode: 7 })
      const other = { ...job, flowRun: { ...job.flowRun, id: '0197c9a0-0000-7000-8000-000000000002' } }
      expect(await type.adopt(other, infrastructure.identifier)).toBeUndefined()
    })

    it('ends with grace, then by force', async () => {
      const polite = await start('process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000); console.log("up")')
      await polite.written('up')
      expect(await polite.infrastructure.stop(30)).toMatchObject({ exitCode: 7 })
      const deaf = await start('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")')
      await deaf.written('up')
      const end = await deaf.infrastructure.stop(0)
      expect(end.signal === 'SIGKILL' || end.exitCode === 137).toBe(true)
    })
  })
}

interface Running<Configuration> {
  readonly infrastructure: Infrastructure
  readonly job: Job<Configuration>
  readonly lines: readonly string[]
  /** Resolves when this line was written. */
  readonly written: (line: string) => Promise<void>
}
