// Runs every scenario with our engine; prints as JSON what each noted, and how its flow run ended for its caller.
import { notesOf, scenarios } from './scenario.ts'

await import('./attempts.ts')
await import('./caches.ts')
await import('./futures.ts')
await import('./transactions.ts')

const wanted = process.argv.slice(2)
const found: Record<string, unknown> = {}
for (const [name, flow] of scenarios()) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { name: ended, message } = await flow.returnState()
  found[name] = { ended, message, notes: notesOf(name) }
}
process.stdout.write(`${JSON.stringify(found)}\n`)
