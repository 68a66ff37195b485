// Prints as JSON the schema of `signatures`, then what each scenario noted with our engine and how its flow run ended for its caller.
import { Deployment } from 'millrace/deployments'
import { notesOf, scenarios } from './scenario.ts'
import { signatures } from './signatures.ts'

await import('./attempts.ts')
await import('./caches.ts')
await import('./endings.ts')
await import('./futures.ts')
await import('./transactions.ts')

// The schemas of a flow that is never run.
const { fields } = await Deployment.buildFromFlow({ flow: signatures, name: 'signatures' })
process.stdout.write(`${JSON.stringify({ signatures: fields.parameter_openapi_schema })}\n`)

const wanted = process.argv.slice(2)
const found: Record<string, unknown> = {}
for (const [name, flow] of scenarios()) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { name: ended, message } = await flow.returnState()
  found[name] = { ended, message, notes: notesOf(name) }
}
process.stdout.write(`${JSON.stringify(found)}\n`)
