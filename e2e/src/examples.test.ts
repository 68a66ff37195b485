import { join } from 'node:path'
import { readdir } from 'node:fs/promises'
import { cleanEnvironment, startServer, supervise } from '@millrace/testing'
import { expect, test } from 'vitest'

const FOLDER = join(import.meta.dirname, '..', '..', 'examples', 'ported')

/** What each example prints, beside its log. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  'agent.ts': /openIssue: 1 issue\(s\)\n[^]*notifyTeam: 1 issue\(s\)\n[^]*The team knows\. 1 issue\(s\), the model was asked 4 times/,
  'approval.ts': /dropped: sessions, carts\n/,
  'background-orders.ts': /202, then Completed/,
  'github-stars.ts': /stars: 7900, asked 6 times/,
  'chat.ts': /WARNING .* does not fit and is passed over[^]*sunny, noon; 2 answered/,
  'dashboard.ts':
    /feed:\/\/posts from https:\/\/social\.example\/feed \{"rows":4\}\nfeed:\/\/likes from feed:\/\/posts \{\}\nfeed:\/\/dashboard from feed:\/\/likes \{\}/,
  'gpu-limit.ts': /3 cats, at most [12] images at once/,
  'hotfix.ts': /FAILED, then Completed in attempt 2/,
  'model.ts': /best degree: 3/,
  'quality-gate.ts': /tuesday is rolled back[^]*Completed Failed \[ 'monday\.json' \]/,
  'regions.ts':
    /look at http:\/\/[^ ]+\/runs\/flow-run\/[\da-f-]{36}, with 0 job variable[^]*alert: regional-report '[^']+' is Completed[^]*atlantis: unknown \(region, attempt 1, quarterly\)/,
  'sized-runs.ts': /\{ cpu: '8', memory: '32Gi' \}\n\{ cpu: '500m', memory: '1Gi' \}[^]*nightly waits for pool data/,
  'sql-models.ts': /orders: 3, paid: 2, refunds: Failed, customers: 2, balance: NotReady/,
  'tenants.ts': /210 and 210, extracted 8 times, errors seen/,
}

test("the flows of Prefect's documentation do in TypeScript what they are to do, all on one server", { timeout: 240_000 }, async () => {
  await using server = await startServer()
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.ts'))
  expect(files.toSorted()).toEqual(Object.keys(PRINTED).toSorted())
  await Promise.all(
    files.map(async (file) => {
      await using child = supervise({ program: process.execPath, argv: [join(FOLDER, file)], env: cleanEnvironment(server.env) })
      expect(await child.ended, `${file}\n${child.output()}`).toBe(0)
      expect(child.output()).toMatch(PRINTED[file] ?? /nothing/)
    }),
  )
  const runs = await server.client.flowRuns.filter({ body: {} })
  expect(new Set(runs.map(({ state_name: name }) => name))).toEqual(new Set(['Completed', 'Failed']))
})
