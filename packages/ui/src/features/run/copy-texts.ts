import type { FlowRun } from '@millrace/protocol'

/** What makes the same run again, ready to be pasted. */
interface CopyTexts {
  readonly cli: string
  readonly curl: string
  readonly code: string
}

/**
 * The run as a command, a call and code: of a deployment one that runs it again with the same parameters, else one that reads it.
 * `deployment` is its name, with that of its flow before it.
 */
export function copyTexts(
  run: Pick<FlowRun, 'id' | 'deployment_id' | 'parameters' | 'tags'>,
  deployment: string | undefined,
  apiUrl: string,
): CopyTexts {
  if (run.deployment_id === null || deployment === undefined) {
    return {
      cli: `millrace flow-run inspect ${run.id}`,
      curl: `curl '${apiUrl}/flow_runs/${run.id}'`,
      code: `const run = await client.flowRuns.read({ params: { id: '${run.id}' } })`,
    }
  }
  const parameters = JSON.stringify(run.parameters)
  const isEmpty = parameters === '{}'
  const tags = run.tags.map((tag) => ` --tag ${quoted(tag)}`).join('')
  const body = JSON.stringify({ parameters: run.parameters, tags: run.tags })
  return {
    cli: `millrace deployment run ${quoted(deployment)}${isEmpty ? '' : ` --params ${quoted(parameters)}`}${tags}`,
    curl: `curl -X POST '${apiUrl}/deployments/${run.deployment_id}/create_flow_run' -H 'content-type: application/json' -d ${quoted(body)}`,
    code: `await runDeployment(${JSON.stringify(deployment)}${isEmpty ? '' : `, { parameters: ${parameters} }`})`,
  }
}

/** As one word of a shell. */
const quoted = (text: string): string => (/^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)
