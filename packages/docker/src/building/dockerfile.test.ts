import { describe, expect, it } from 'vitest'
import { type DockerfileParts, dockerfileOf } from './dockerfile.ts'
import { secretWarnings } from './secret-names.ts'

const parts = (given: Partial<DockerfileParts> = {}): DockerfileParts => ({
  baseImage: 'millrace/millrace:0.1.0-node24',
  directory: '/opt/prefect',
  labels: { 'io.millrace.version': '0.1.0' },
  env: {},
  dependencies: [],
  hasLocalDependencies: false,
  pythonDependencies: [],
  files: [],
  extraLines: [],
  millrace: 'millrace@0.1.0',
  nodeVersion: 24,
  healthChecks: true,
  ...given,
})

describe('the Dockerfile of an image with flows', () => {
  it('installs packages of npm and pip before it copies what changes more often (S265)', () => {
    const text = dockerfileOf(
      parts({ dependencies: ['zod@4', 'a b'], pythonDependencies: ['pandas>=2'], files: [{ source: 'files/0/a b.txt', target: '/x' }] }),
    )
    const order = [
      'FROM ',
      "npm install --prefix /opt/prefect --omit=dev --no-audit --no-fund --no-update-notifier zod@4 'a b'",
      "pip install --no-cache-dir 'pandas>=2'",
      'COPY ["files/0/a b.txt","/x"]',
      'COPY flows ',
      'health-checks.mjs"',
    ]
    const places = order.map((each) => text.indexOf(each))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  it('writes values of variables so that nothing in them is taken for a variable or an end', () => {
    expect(dockerfileOf(parts({ env: { A: 'x "y" $HOME \\ z', B: '' } }))).toContain(String.raw`ENV A="x \"y\" \$HOME \\ z" B=""`)
    expect(() => dockerfileOf(parts({ env: { 'A B': '' } }))).toThrow("'A B' cannot be set")
  })

  it('has no checks where nobody wants them', () => {
    expect(dockerfileOf(parts({ healthChecks: false }))).not.toContain('health-checks')
  })
})

it('tells names that look like secrets from others (S252)', () => {
  const names = [
    'GOOGLE_APPLICATION_CREDENTIALS',
    'DB_PASSWORD',
    'apiKey',
    'API_KEY',
    'NPM_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'DATABASE_CONNECTION_URL',
  ]
  const harmless = ['STAGE', 'TOKENIZER', 'PASSENGERS', 'MILLRACE_API_URL', 'AUTHOR', 'KEYBOARD']
  const warned = secretWarnings(Object.fromEntries([...names, ...harmless].map((name) => [name, 'x'])))
  expect(warned.map((line) => line.split(' ')[1])).toEqual(names)
})
