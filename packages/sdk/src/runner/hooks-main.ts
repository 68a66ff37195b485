// The process that calls the hooks of a flow run whose own process was killed: `node hooks-main.ts <flow run id>`.
import { callEndHooks } from './call-end-hooks.ts'

const [flowRunId] = process.argv.slice(2)
if (flowRunId === undefined) {
  process.stderr.write('expected the id of a flow run as argument\n')
  process.exit(2)
}
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)
process.exit(await callEndHooks(flowRunId))
