// Runs in the image while it is built, by whatever Node.js is there: `node health-checks.mjs <node major> <folder of flows>`.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Of `@millrace/sdk/bundles`. */
interface Bundles {
  checkFlowBundle(file: string): Promise<readonly { readonly name: string; readonly problems: readonly string[] }[]>
}

const [, , wanted = '', folder = ''] = process.argv
const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function check(): Promise<readonly string[]> {
  say('Beginning health checks...')
  const found = Number.parseInt(process.versions.node, 10)
  if (found < Number(wanted)) {
    return [
      `System version check: the flow was bundled under Node.js ${wanted}, and the image has ${process.version}: ` +
        `take a base image with Node.js ${wanted} or later`,
    ]
  }
  say(`System version check: OK (Node.js ${process.version})`)
  const sdk: string = '@millrace/sdk/bundles'
  const bundles = (await import(sdk).catch((error: unknown) => String(error))) as Bundles | string
  if (typeof bundles === 'string') {
    return [`Dependency check: the image has no Millrace that can be loaded (${bundles}): take a base image with millrace, or one with npm`]
  }
  const problems: string[] = []
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.flow.mjs'))) {
    for (const { name, problems: some } of await bundles.checkFlowBundle(join(folder, file))) {
      if (some.length === 0) say(`${name}: OK (${file})`)
      problems.push(...some.map((problem) => `${name}: ${problem} (${file})`))
    }
  }
  return problems
}

const problems = await check()
// One line each: whoever builds the image reads them there.
for (const problem of problems) say(`FAILED ${problem.replaceAll(/\s*\n\s*/g, ' ')}`)
if (problems.length === 0) say('All health checks passed.')
// What the flow's file left open must not keep the build waiting.
process.exit(problems.length === 0 ? 0 : 1)
