// Writes docs/deployment-reference.md from the doc comments of the options of deployments: `npm run deployment-reference`.
import { readFileSync, writeFileSync } from 'node:fs'

/** What is described, in this order: the heading, the file, the interface or class. */
const PARTS = [
  ['`Deployment.buildFromFlow(options)`', 'deployments/deployment.ts', 'BuildFromFlowOptions'],
  ['What these have in common with `deployment build`', 'deployments/build.ts', 'BuildOptions'],
  ['Schedules', 'deployments/schedule-options.ts', 'ScheduleOptions'],
  ['`new Deployment(fields)` and its methods', 'deployments/deployment.ts', 'Deployment'],
  ['`deployment.apply(options)`', 'deployments/deployment.ts', 'ApplyDeploymentOptions'],
  ['`runDeployment(name, options)`', 'deployments/run-deployment.ts', 'RunDeploymentOptions'],
  ['Options of every deployment of a flow in code', 'serving/options.ts', 'DeploymentOptions'],
  ['`flow.deploy(options)`', 'serving/options.ts', 'DeployOptions'],
  ['The image of `flow.deploy`', 'docker/flow-image.ts', 'ImageOptions'],
  ['`flow.register(options)`', 'serving/options.ts', 'RegisterOptions'],
  ['`flow.serve(options)` and `serve(deployments, options)`', 'serving/options.ts', 'ServeOptions'],
] as const

const INTRODUCTION = `# Deployments in code: reference

Every option of deployments, from the comments of the code. They are imported from \`millrace\` and \`millrace/deployments\`;
[Flows and tasks](flows-and-tasks.md) shows them in use. This page is written by \`npm run deployment-reference\`.
`

interface Member {
  readonly name: string
  readonly type: string
  readonly says: string
}

/** The page, in Markdown. */
export function deploymentReference(): string {
  return [INTRODUCTION, ...PARTS.map(([heading, file, name]) => section(heading, file, name))].join('\n')
}

function section(heading: string, file: string, name: string): string {
  const text = readFileSync(new URL(`../packages/sdk/src/${file}`, import.meta.url), 'utf8')
  const [, declared = '', body = ''] = new RegExp(`^export (?:interface|class) ${name}\\b([^{]*)\\{\\n([^]*?)^\\}`, 'm').exec(text) ?? []
  const members = membersOf(body)
  if (members.length === 0) throw new Error(`${file} has no ${name} with members`)
  const bases = [...declared.matchAll(/\b(\w+Options)\b/g)].map(([, base]) => `\`${base}\``)
  return [
    `## ${heading}`,
    '',
    ...(bases.length === 0 ? [] : [`And what ${bases.join(' and ')} has.`, '']),
    '| name | type | what |',
    '|---|---|---|',
    ...members.map(({ name: member, type, says }) => `| \`${member}\` | \`${cell(type)}\` | ${cell(says)} |`),
    '',
  ].join('\n')
}

/** Its comment, its name, and the type of a property or the parameters and result of a method, by the layout of our formatter. */
const MEMBER =
  /(?:^ {2}\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?^ {2}(?:readonly |static |async )*(constructor|\w+)\??(?:: ([^\n]*)|(?: = )?(\([^]*?\))(?:: ([^\n{=]*))? (?:\{|=>)[^\n]*)/gm

function membersOf(body: string): Member[] {
  return [...body.matchAll(MEMBER)].map(([, comment = '', name = '', type, parameters = '', result = '']) => ({
    name: name === 'constructor' ? 'new Deployment' : name,
    type: type?.replace(/ \| undefined$/, '') ?? `${parameters.replace(/^\(\{[^]*\}: /, '(options: ')}${result && `: ${result}`}`,
    says: comment
      .split('\n')
      .map((line) => line.replace(/^\s*\*? ?/, '').trim())
      .join(' ')
      .replaceAll('@throws', 'Throws')
      .trim(),
  }))
}

const cell = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')

if (import.meta.main) writeFileSync(new URL('../docs/deployment-reference.md', import.meta.url), deploymentReference())
