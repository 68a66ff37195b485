import { DockerError } from '../errors.ts'

/** Where flows are in an image, as Prefect 1 had it. */
export const PREFECT_DIRECTORY = '/opt/prefect'

/** What an image with flows is made of. Paths of the build's own folder are relative to it. */
export interface DockerfileParts {
  readonly baseImage: string
  /** The folder of Millrace, the packages and the flows (default `/opt/prefect`). */
  readonly directory: string
  readonly labels: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  /** As npm install takes them. */
  readonly dependencies: readonly string[]
  /** Whether there is a folder `dependencies` with packages of this machine. */
  readonly hasLocalDependencies: boolean
  /** As pip install takes them. */
  readonly pythonDependencies: readonly string[]
  /** Source in the build's folder, and where it is to be in the image. */
  readonly files: readonly { readonly source: string; readonly target: string }[]
  readonly extraLines: readonly string[]
  /** What an image without Millrace installs: `millrace@0.1.0`. */
  readonly millrace: string
  /** Major version of Node.js that the flows were bundled under. */
  readonly nodeVersion: number
  readonly healthChecks: boolean
}

/** The Dockerfile of an image with flows: what changes seldom stands first, so that the engine keeps it from build to build. */
export function dockerfileOf(parts: DockerfileParts): string {
  const { directory, dependencies, pythonDependencies } = parts
  const lines = [
    `FROM ${parts.baseImage}`,
    `LABEL ${pairs(parts.labels)}`,
    `WORKDIR ${directory}`,
    `ENV PATH=${directory}/node_modules/.bin:$PATH`,
    `RUN command -v millrace >/dev/null || npm install --prefix ${directory} ${NPM} ${quoted(parts.millrace)}`,
    ...(parts.hasLocalDependencies ? [`COPY dependencies ${directory}/dependencies`] : []),
    ...(dependencies.length === 0 ? [] : [`RUN npm install --prefix ${directory} ${NPM} ${dependencies.map(quoted).join(' ')}`]),
    ...(pythonDependencies.length === 0 ? [] : [`RUN python3 -m pip install --no-cache-dir ${pythonDependencies.map(quoted).join(' ')}`]),
    ...(Object.keys(parts.env).length === 0 ? [] : [`ENV ${pairs(parts.env)}`]),
    ...parts.files.map(({ source, target }) => `COPY ${JSON.stringify([source, target])}`),
    ...parts.extraLines,
    `COPY flows ${directory}/flows`,
    ...(parts.healthChecks
      ? [`COPY health-checks.mjs ${directory}/health-checks.mjs`, `RUN ${JSON.stringify(healthCheckCommand(parts))}`]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

const NPM = '--omit=dev --no-audit --no-fund --no-update-notifier'

const healthCheckCommand = ({ directory, nodeVersion }: DockerfileParts): string[] => [
  'node',
  `${directory}/health-checks.mjs`,
  String(nodeVersion),
  `${directory}/flows`,
]

/** `"name"="value"`; a dollar would be taken for a variable. */
const pairs = (given: Readonly<Record<string, string>>): string =>
  Object.entries(given)
    .map(([name, value]) => {
      if (/[\r\n]/.test(value) || !/^[\w.-]+$/.test(name))
        throw new DockerError(`'${name}' cannot be set in an image: expected a name of letters, digits and _ and a value of one line`)
      return `${name}="${value.replaceAll(/["\\$]/g, String.raw`\$&`)}"`
    })
    .join(' ')

/** For the shell of a RUN line. */
const quoted = (word: string): string => (/^[\w@%+=:,./^~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)
