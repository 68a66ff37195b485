import type { FlowRun } from '@millrace/protocol'
import type { Job } from '@millrace/worker'
import { describe, expect, it, test } from 'vitest'
import { parseImageName } from '../images/image-name.ts'
import { usualPolicy } from '../images/pull-image.ts'
import { type DockerConfiguration, dockerConfiguration } from './configuration.ts'
import { containerOptions } from './container-options.ts'
import { containerName } from './create-container.ts'
import { bytesOf } from './sizes.ts'

const job = (given: object, more: Partial<Job<DockerConfiguration>> = {}): Job<DockerConfiguration> => ({
  flowRun: { id: 'id', name: 'brave-otter' } as FlowRun,
  attempt: 1,
  configuration: dockerConfiguration.parse({ image: 'x:1', ...given }),
  entrypoint: 'flows.ts:report',
  codePath: null,
  environment: {
    MILLRACE_API_URL: 'http://127.0.0.1:4200/api',
    PREFECT_API_URL: 'http://127.0.0.1:4200/api',
    MILLRACE_SERVER_API_PORT: '1',
  },
  onLine: () => undefined,
  ...more,
})

describe('the container of a run', () => {
  it.runIf(process.platform === 'linux')('shares the network of the host when the API is there, and nothing else is said', () => {
    const { HostConfig, Env } = containerOptions(job({}))
    expect(HostConfig).toMatchObject({ NetworkMode: 'host', ExtraHosts: [] })
    expect(Env).toContain('PREFECT_API_URL=http://127.0.0.1:4200/api')
    expect(Env?.join(' ')).not.toContain('MILLRACE_SERVER')
  })

  it.each([{ networks: ['backend'] }, { network_mode: 'bridge' }])('reaches an API of the host by another name: %o', (given) => {
    const { HostConfig, Env } = containerOptions(job(given))
    expect(HostConfig).toMatchObject({ NetworkMode: Object.values(given).flat()[0], ExtraHosts: ['host.docker.internal:host-gateway'] })
    expect(Env).toContain('MILLRACE_API_URL=http://host.docker.internal:4200/api')
  })

  it('leaves an API elsewhere as it is', () => {
    const { HostConfig, Env } = containerOptions(job({}, { environment: { MILLRACE_API_URL: 'https://flows.example/api' } }))
    expect(HostConfig?.NetworkMode).toBeUndefined()
    expect(Env).toContain('MILLRACE_API_URL=https://flows.example/api')
  })

  it('runs flows of TypeScript by Millrace, of Python by Prefect, or what the job says', () => {
    expect(containerOptions(job({})).Cmd).toEqual(['millrace', 'flow-run', 'execute'])
    const python = containerOptions(job({ image: undefined }, { entrypoint: 'flows.py:report' }))
    expect(python).toMatchObject({ Cmd: ['python', '-m', 'prefect.engine'], Image: 'prefecthq/prefect:3-latest' })
    expect(containerOptions(job({ command: "echo 'a b'" })).Cmd).toEqual(['echo', 'a b'])
  })

  it('takes the words of the 2.x block as those of work pools', () => {
    const block = {
      type: 'docker-container',
      image_pull_policy: 'IF_NOT_PRESENT',
      mem_limit: 1024,
      memswap_limit: -1,
      labels: null,
      volumes: [],
    }
    expect(dockerConfiguration.parse(block)).toMatchObject({ image_pull_policy: 'IfNotPresent', mem_limit: '1024', memswap_limit: '-1' })
  })
})

test.each([
  ['a', undefined, 'Always'],
  ['a:latest', undefined, 'Always'],
  ['team/a:1', undefined, 'IfNotPresent'],
  ['localhost:5000/a', 'localhost:5000', 'Always'],
  ['ghcr.io/team/a:2026', 'ghcr.io', 'IfNotPresent'],
])('the image %s is of the registry %s and pulled %s', (name, registry, policy) => {
  expect(parseImageName(name).registry).toBe(registry)
  expect(usualPolicy(name)).toBe(policy)
})

test.each(['', 'A', 'a b', 'a:', 'a/', 'a//b', '-a', 'a:b:c'])('no image is called %j', (name) => {
  expect(() => parseImageName(name)).toThrow('no image can be called')
})

test('names of runs become names of containers, and sizes bytes', () => {
  expect(['Brave Otter!', '_x_y', 'größe', '…', 'a'].map(containerName)).toEqual(['Brave-Otter', 'x_y', 'gro-e', undefined, undefined])
  expect(['1b', '2k', '1.5m', '1GB', '7'].map(bytesOf)).toEqual([1, 2048, 1572864, 1073741824, 7])
})
