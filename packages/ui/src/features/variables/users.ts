import type { Deployment } from '@millrace/protocol'

/** The deployments whose parameters, job variables or steps name a variable. */
export const deploymentsThatName = <One extends Pick<Deployment, 'parameters' | 'job_variables' | 'pull_steps'>>(
  name: string,
  deployments: readonly One[],
): readonly One[] => {
  const stand = JSON.stringify({ variable_name: name }).slice(1, -1)
  const template = new RegExp(String.raw`\bprefect\.variables\.${name.replaceAll(/[^\w-]/g, '.')}(?![\w-])`)
  return deployments.filter(({ parameters, job_variables: variables, pull_steps: steps }) => {
    const written = JSON.stringify([parameters, variables, steps])
    return written.includes(stand) || template.test(written)
  })
}
