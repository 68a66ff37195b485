import { eventually, type RunningDocker, startRegistry, hasRegistry, temporaryFolder } from '@millrace/testing'
import type { FlowRun } from '@millrace/protocol'
import type { Infrastructure, Job } from '@millrace/worker'
import { describeWorkerType } from '@millrace/worker/test-suites'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it, test } from 'vitest'
import { type DockerConfiguration, dockerConfiguration } from './containers/configuration.ts'
import { reapContainers } from './containers/reap-containers.ts'
import { openEngine } from './engine/engine.ts'
import { EngineRefused, EngineUnavailable, ImageNotFound, RegistryRefused } from './errors.ts'
import { dockerType } from './worker-type.ts'

const RUN_ID = '0197c9a0-0000-7000-8000-00000000000a'

/** What a worker of the type `docker` must do; the engine is restarted at the end, and what runs in it ended. */
export function describeDockerWorker(docker: RunningDocker): void {
  const { host, image } = docker
  const type = dockerType({ host, engineAwaySeconds: 20 })

  const command = (script: string): string => `node -e '${script.replaceAll("'", `'"'"'`)}'`

  function job(given: Readonly<Record<string, unknown>>, script = ''): Job<DockerConfiguration> & { readonly lines: string[] } {
    const lines: string[] = []
    return {
      flowRun: { id: RUN_ID, name: 'Brave Otter' } as FlowRun,
      attempt: 3,
      configuration: dockerConfiguration.parse({ image, command: command(script), ...given }),
      entrypoint: null,
      codePath: null,
      environment: { MILLRACE_API_URL: 'http://127.0.0.1:1/api', MILLRACE_HOME: '/somewhere' },
      onLine: (line) => lines.push(line),
      lines,
    }
  }

  const finished = async (answer: NodeJS.ReadableStream): Promise<void> =>
    await new Promise((resolve, reject) => {
      openEngine(host).api.modem.followProgress(answer, (error) => (error === null ? resolve() : reject(error)))
    })

  const containerOf = ({ identifier }: Infrastructure) => openEngine(host).api.getContainer(identifier.split(':').at(-1) ?? '')

  async function printed(given: Readonly<Record<string, unknown>>, script: string): Promise<string> {
    const asked = job({ auto_remove: true, ...given }, script)
    const { ended } = await type.start(asked)
    expect(await ended).toEqual({ exitCode: 0, signal: null })
    return asked.lines.join('\n')
  }

  describeWorkerType('docker', () => ({
    type,
    configure: (script, env = {}) => dockerConfiguration.parse({ image, command: command(script), env, auto_remove: true }),
  }))

  describe('a container', () => {
    it('has what its job says: labels, limits, volumes, and the folder of the worker not (S031, S035)', async () => {
      await using folder = await temporaryFolder()
      await writeFile(join(folder.path, 'note.txt'), 'from outside')
      const started = await type.start(
        job(
          {
            labels: { 'team.example/owner': 'ada' },
            volumes: [`${folder.path}:/mnt/notes`],
            mem_limit: '96m',
            memswap_limit: '96m',
            cpu_limit: 0.5,
            container_create_kwargs: { working_dir: '/mnt', user: 0, shm_size: '8m' },
          },
          'console.log(process.cwd(), require("fs").readFileSync("notes/note.txt", "utf8"), process.env.MILLRACE_HOME)',
        ),
      )
      await started.ended
      const { Config, HostConfig, Name } = await containerOf(started).inspect()
      expect(Name).toBe('/Brave-Otter')
      expect(Config.Labels).toMatchObject({
        'example.team.owner': 'ada',
        'io.millrace.flow-run-id': RUN_ID,
        'io.millrace.attempt': '3',
        'io.prefect.flow-run-name': 'Brave Otter',
      })
      const megabytes = 1024 ** 2
      expect(HostConfig).toMatchObject({
        NetworkMode: 'host',
        Memory: 96 * megabytes,
        MemorySwap: 96 * megabytes,
        NanoCpus: 5e8,
        ShmSize: 8 * megabytes,
      })
      const logs = await containerOf(started).logs({ stdout: true })
      expect(logs.toString()).toContain('/mnt from outside undefined')
      await containerOf(started).remove()
    })

    it('gets another name when its own is taken, and is removed at its end when it is to be', async () => {
      const started = await Promise.all([1, 2, 3].map(() => type.start(job({ auto_remove: true, name: 'same name' }))))
      const inspected = await Promise.all(
        started.map((each) =>
          containerOf(each)
            .inspect()
            .catch(() => undefined),
        ),
      )
      const names = inspected.flatMap((each) => (each === undefined ? [] : [each.Name]))
      expect(new Set(names).size).toBe(names.length)
      await Promise.all(started.map(({ ended }) => ended))
      const left = await openEngine(host).api.listContainers({ all: true, filters: { name: ['same-name'] } })
      expect(left).toEqual([])
    })

    it('tells lack of memory from other ends', async () => {
      const hungry = await type.start(
        job({ auto_remove: true, mem_limit: '64m', memswap_limit: '64m' }, 'const kept = []; for (;;) kept.push(Buffer.alloc(1e6, 1))'),
      )
      expect(await hungry.ended).toEqual({
        exitCode: 137,
        signal: null,
        reason: 'ran out of memory (its limit is 64 MB) and was killed',
      })
      const killed = await type.start(job({ auto_remove: true }, 'setInterval(() => {}, 1000)'))
      await containerOf(killed).kill()
      expect((await killed.ended).reason).toContain('somebody killed it (SIGKILL)')
      const failed = await type.start(job({ auto_remove: true }, 'process.exit(5)'))
      expect(await failed.ended).toEqual({ exitCode: 5, signal: null })
    })

    it('says so when somebody removes it, and when nobody watches it any more', async () => {
      const removed = await type.start(job({}, 'setInterval(() => {}, 1000)'))
      await containerOf(removed).remove({ force: true })
      expect((await removed.ended).reason).toMatch(/somebody (?:removed its container|killed it)/)
      const long = await type.start(job({ container_wait_timeout: 1 }, 'setInterval(() => {}, 1000)'))
      expect((await long.ended).reason).toContain('container_wait_timeout')
      expect((await containerOf(long).inspect()).State.Running).toBe(true)
      await containerOf(long).remove({ force: true })
    })

    it('has the environment of its image where the job says nothing', async () => {
      expect(await printed({}, 'console.log(process.env.PATH)')).toContain('/opt/node_modules/.bin')
    })
  })

  describe('a worker that starts again (S-R14)', () => {
    it('goes on with a container that an earlier one started, and learns how it ended', async () => {
      const before = job(
        { auto_remove: true },
        'process.on("SIGTERM", () => { console.log("asked"); process.exit(7) }); setInterval(() => {}, 1000); console.log("up")',
      )
      const first = await type.start(before)
      await eventually('it is up', async () => before.lines.includes('up') || undefined)
      const again = job({ auto_remove: true })
      const adopted = await dockerType({ host }).adopt?.(again, first.identifier)
      expect(adopted?.identifier).toBe(first.identifier)
      expect(await adopted?.stop(30)).toEqual({ exitCode: 7, signal: null })
      expect(again.lines).toContain('asked')
    })

    it('learns how a container ended that nobody watched', async () => {
      const { identifier, ended } = await type.start(job({}, 'process.exit(9)'))
      await ended
      const adopted = await type.adopt?.(job({ auto_remove: true }), identifier)
      expect(await adopted?.ended).toEqual({ exitCode: 9, signal: null })
    })

    it('leaves containers of other runs and attempts alone', async () => {
      const { identifier, ended } = await type.start(job({}, ''))
      await ended
      expect(await type.adopt?.({ ...job({}), attempt: 4 }, identifier)).toBeUndefined()
      expect(await type.adopt?.(job({}), 'host:123')).toBeUndefined()
      await expect(type.adopt?.(job({}), `elsewhere:${'0'.repeat(64)}`)).rejects.toThrow('one of the Docker engine of elsewhere')
      expect(await type.adopt?.(job({}), identifier.replace(/\w{64}$/, '0'.repeat(64)))).toBeUndefined()
    })

    it('removes what was to be removed and nobody removed', async () => {
      const engine = openEngine(host)
      const container = await engine.api.createContainer({
        Image: image,
        Cmd: ['true'],
        Labels: { 'io.millrace.auto-remove': 'true' },
        HostConfig: { NetworkMode: 'host' },
      })
      await container.start().catch(() => undefined)
      const running = await engine.api.createContainer({
        Image: image,
        Cmd: ['sleep', '60'],
        Labels: { 'io.millrace.auto-remove': 'true' },
        HostConfig: { NetworkMode: 'host' },
      })
      await running.start()
      const soon = await type.start(job({}, ''))
      await soon.ended
      expect(await reapContainers(engine, new Date())).toBe(0)
      await reapContainers(engine, new Date(Date.now() + 2 * 3600 * 1000))
      expect((await running.inspect()).State.Running).toBe(true)
      await running.remove({ force: true })
      expect((await containerOf(soon).inspect()).State.Status).toBe('exited')
    })
  })

  describe('what cannot be done is said', () => {
    test.each([
      [
        'a program that the image does not have',
        { command: 'no-such-program now' },
        EngineRefused,
        "its image has no program 'no-such-program'",
      ],
      [
        'an image that may not be pulled',
        { image: 'nowhere/x:1', image_pull_policy: 'NEVER' },
        ImageNotFound,
        "its pull policy is 'Never'",
      ],
      ['a network that is not there', { networks: ['host', 'gone'] }, EngineRefused, "there is no Docker network 'gone'"],
      ['a registry that nobody reaches', { image: '127.0.0.1:1/x:1' }, RegistryRefused, 'could not be pulled'],
      ['a folder that cannot be mounted', { volumes: ['no/absolute/path:relative'] }, EngineRefused, 'the Docker engine refused'],
    ])('%s', async (_, given, kind, message) => {
      const starting = type.start(job(given))
      await expect(starting).rejects.toThrow(kind)
      await expect(starting).rejects.toThrow(message)
    })

    test('options that do not go together', () => {
      const parse = (given: object) => () => dockerConfiguration.parse(given)
      expect(parse({ networks: ['a'], network_mode: 'host' })).toThrow('either networks or network_mode')
      expect(parse({ memswap_limit: '1g' })).toThrow('memswap_limit needs mem_limit')
      expect(parse({ mem_limit: 'much' })).toThrow('expected a size in bytes')
      expect(parse({ container_create_kwargs: { volumes: ['a:b'] } })).toThrow('volumes')
    })
  })

  test.skipIf(!hasRegistry)('pulls an image with the credentials of its registry, and says when they are refused', async () => {
    await using registry = await startRegistry()
    const { api } = openEngine(host)
    const { host: at, username, password } = registry
    const remote = `${at}/team/empty:1`
    // A tar archive without a file.
    await api.importImage(Readable.from([Buffer.alloc(1024)]), { repo: `${at}/team/empty`, tag: '1' } as object).then(finished)
    await api
      .getImage(remote)
      .push({ authconfig: { username, password, serveraddress: at } })
      .then(finished)
    await api.getImage(remote).remove()
    await expect(type.start(job({ image: remote }))).rejects.toThrow(/could not be pulled: .*credentials of the registry/s)
    const wrong = { username, password: 'wrong', registry_url: `http://${at}` }
    await expect(type.start(job({ image: remote, registry_credentials: wrong }))).rejects.toThrow(RegistryRefused)
    const credentials = { username, password, registry_url: `http://${at}` }
    // It is there, and there is nothing in it.
    await expect(type.start(job({ image: remote, registry_credentials: credentials }))).rejects.toThrow("its image has no program 'node'")
    expect(await api.getImage(remote).inspect()).toMatchObject({ RepoTags: [remote] })
    await expect(type.start(job({ image: `${at}/team/gone:1`, registry_credentials: credentials }))).rejects.toThrow(ImageNotFound)
  })

  // The last: its containers do not outlive the engine.
  test('an engine that is restarted in the middle of a run ends it, and the worker learns of it', async () => {
    const asked = job({}, 'console.log("up"); setInterval(() => {}, 1000)')
    const started = await type.start(asked)
    await eventually('its first line', () => Promise.resolve(asked.lines.includes('up') || undefined))
    await docker.kill()
    await eventually('word of the engine', () =>
      Promise.resolve(asked.lines.some((line) => /does not answer; it is asked/.test(line)) || undefined),
    )
    await docker.start()
    const end = await started.ended
    expect(end.exitCode).not.toBe(0)
    expect(end.reason).toMatch(/while the Docker engine was restarted/)
  })
}

/** What is said where there is no engine. */
export function describeNoEngine(): void {
  test('an engine that is not there is named, with what to do', async () => {
    const starting = dockerType({ host: 'unix:///no/such/docker.sock' }).start({
      flowRun: { id: RUN_ID, name: 'Brave Otter' } as FlowRun,
      attempt: 1,
      configuration: dockerConfiguration.parse({ image: 'x:1' }),
      entrypoint: null,
      codePath: null,
      environment: {},
      onLine: () => undefined,
    })
    await expect(starting).rejects.toThrow(EngineUnavailable)
    await expect(starting).rejects.toThrow('the Docker engine does not answer at unix:///no/such/docker.sock')
  })
}
