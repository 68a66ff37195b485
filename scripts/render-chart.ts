// Lints the Helm chart and writes what Helm makes of it to charts/rendered: `npm run render-chart`, with `helm` on the PATH or named by HELM.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const CHARTS = join(import.meta.dirname, '..', 'charts')
const CHART = join(CHARTS, 'millrace')

/** The values of each file of charts/rendered, as `--set` takes them. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  usual: [],
  chosen: [
    'image.repository=registry.example/millrace',
    'image.tag=1',
    'imagePullSecrets[0].name=registry',
    'server.replicas=2',
    'server.logLevel=10',
    'server.databaseSecret=database',
    'server.service.port=80',
    'worker.limit=5',
    'worker.pool=cluster',
    'worker.apiKeySecret=keys',
    'worker.storage.className=fast',
    'worker.resources.limits.memory=1Gi',
    'worker.env[0].name=REGION',
    'worker.env[0].value=eu',
    'worker.serviceAccount.annotations.team=data',
  ],
  'worker-alone': ['server.enabled=false', 'worker.apiUrl=https://millrace.example/api'],
}

interface Told {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs Helm; undefined where there is none. */
export function helm(...argv: readonly string[]): Told | undefined {
  const { status, error, stdout, stderr } = spawnSync(process.env['HELM'] ?? 'helm', argv, { encoding: 'utf8' })
  return error === undefined ? { code: status, out: stdout, err: stderr } : undefined
}

/** What Helm makes of the chart, in the namespace `flows`. */
export const renderChart = (values: readonly string[]): Told | undefined =>
  helm('template', 'millrace', CHART, '-n', 'flows', ...values.flatMap((value) => ['--set', value]))

export const lintChart = (): Told | undefined => helm('lint', '--strict', CHART)

/** What the chart is made of, in one number: a file of charts/rendered says which chart it was made of. */
export function chartDigest(): string {
  const files = readdirSync(CHART, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).toSorted()
  const hash = createHash('sha256')
  for (const path of paths) hash.update(path.slice(CHART.length)).update(readFileSync(path))
  return hash.digest('hex')
}

/** The file of charts/rendered for a choice of values. */
export const renderedFile = (choice: string): string => join(CHARTS, 'rendered', `${choice}.yaml`)

if (import.meta.main) {
  const version = required(helm('version', '--template', '{{.Version}}'))
  required(lintChart())
  mkdirSync(join(CHARTS, 'rendered'), { recursive: true })
  for (const [choice, values] of Object.entries(CHOICES)) {
    const head = `# Rendered by Helm ${version} of the chart ${chartDigest()}: npm run render-chart\n`
    writeFileSync(renderedFile(choice), head + required(renderChart(values)))
  }
}

function required(told: Told | undefined): string {
  if (told?.code === 0) return told.out
  throw new Error(told === undefined ? 'there is no helm: name it by HELM' : told.out + told.err)
}
