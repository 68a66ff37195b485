import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { asError } from '../errors.ts'
import { PythonFlowFailed } from './errors.ts'
import type { FlowDescription } from './flow-description.ts'

/** Answers on a line of its own: what the user's module prints while it is imported stands before it. */
const MARK = '__millrace_flow__'

const SCRIPT = `
import json, sys
from prefect.flows import load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema
flow = load_flow_from_entrypoint(sys.argv[1])
schema = parameter_schema(flow)
# As each generation registers it: 3.x without what was not set.
dump = (lambda: schema.model_dump(exclude_unset=True)) if hasattr(schema, "model_dump_for_openapi") else schema.dict
print("${MARK}" + json.dumps({"flowName": flow.name, "functionName": flow.fn.__name__, "description": flow.description, "parameterSchema": dump(), "version": flow.version, "python": True}, default=str))
`

/**
 * Asks the Python of `PATH`, and the Prefect in it, what a flow in a `.py` file, or a Python module, is.
 *
 * @throws PythonFlowFailed with the last lines that Python wrote.
 */
export async function describePythonFlow(entrypoint: string, cwd: string): Promise<FlowDescription> {
  try {
    const { stdout } = await promisify(execFile)('python', ['-c', SCRIPT, entrypoint], { cwd, maxBuffer: 16_000_000 })
    const line = stdout.split('\n').find((text) => text.startsWith(MARK))
    return JSON.parse(line?.slice(MARK.length) ?? '') as FlowDescription
  } catch (cause) {
    const { stderr } = cause as { readonly stderr?: string }
    const said = stderr === undefined || stderr === '' ? asError(cause).message : stderr.trimEnd().split('\n').slice(-3).join('\n')
    throw new PythonFlowFailed(`the flow ${entrypoint} could not be read with Python and its Prefect: ${said}`, { cause })
  }
}
