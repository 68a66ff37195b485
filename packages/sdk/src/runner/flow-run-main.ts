// The process of one flow run, as workers start it: `node flow-run-main.ts <flow run id>`.
import { enableCompileCache } from 'node:module'
import { FLOW_RUN_VARIABLE } from './flow-run-environment.ts'

const flowRunId = process.argv[2] ?? process.env[FLOW_RUN_VARIABLE] ?? process.env['PREFECT__FLOW_RUN_ID']
if (flowRunId === undefined) {
  process.stderr.write(`expected the id of a flow run as argument or in ${FLOW_RUN_VARIABLE}\n`)
  process.exit(2)
}
// Whoever reads our output may be gone before us; the run goes on.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)
// Only what is loaded from now on is kept compiled for the next run: the engine, and the user's own code.
enableCompileCache()
const { executeFlowRun } = await import('./execute-flow-run.ts')
// What user code left open (timers, sockets) must not keep the process alive after its run.
process.exit(await executeFlowRun(flowRunId))
