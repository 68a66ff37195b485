import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { StepContext } from '@millrace/sdk/steps'
import { hasRegistry, type RunningDocker, startRegistry, temporaryFolder } from '@millrace/testing'
import { describe, expect, it } from 'vitest'
import { BuildFailed } from '../building/errors.ts'
import { DockerError, RegistryRefused } from '../errors.ts'
import { followProgress } from '../images/progress.ts'
import { testFlow, writeFlows } from '../test-flows.ts'
import { steps } from './index.ts'

/** What the steps of project files must do. */
export function describeSteps({ host, image: base, api }: RunningDocker): void {
  async function run(
    cwd: string,
    name: string,
    inputs: object,
  ): Promise<{ readonly outputs: Readonly<Record<string, unknown>>; readonly lines: string[] }> {
    const lines: string[] = []
    // None of them asks the server anything.
    const context = { cwd, env: { DOCKER_HOST: host }, print: (line: string) => void lines.push(line) } as unknown as StepContext
    const step = steps[name]
    if (step === undefined) throw new Error(`no step ${name}`)
    return { ...(await step(inputs as Parameters<typeof step>[0], context)), lines }
  }

  describe('the steps of project files', () => {
    it('build an image by a Dockerfile, without what .dockerignore names, and put out its names', async () => {
      await using folder = await temporaryFolder()
      await writeFile(join(folder.path, 'Dockerfile'), `FROM ${base}\nCOPY . /code\nRUN ls /code\n`)
      await writeFile(join(folder.path, '.dockerignore'), 'secrets\n*.log\n')
      await writeFile(join(folder.path, 'kept.txt'), '')
      await writeFile(join(folder.path, 'some.log'), '')
      await mkdir(join(folder.path, 'secrets'))
      await writeFile(join(folder.path, 'secrets', 'key'), '')
      const { outputs, lines } = await run(folder.path, 'build_docker_image', {
        image_name: 'team/built',
        tag: 1.5,
        additional_tags: ['newest'],
      })
      expect(outputs).toEqual({
        image_name: 'team/built',
        tag: '1.5',
        image: 'team/built:1.5',
        image_id: expect.stringMatching(/^sha256:/),
        additional_tags: ['newest'],
      })
      expect((await api.getImage('team/built:newest').inspect()).Id).toBe(outputs['image_id'])
      expect(lines).toContain('kept.txt')
      expect(lines).not.toContain('some.log')
      expect(lines).not.toContain('secrets')
    })

    it('make a Dockerfile up, and leave it only where it is wanted', async () => {
      await using folder = await temporaryFolder()
      await writeFile(join(folder.path, 'flow.ts'), '')
      const inputs = { image_name: 'auto', tag: '1', dockerfile: 'auto' }
      await run(folder.path, 'build_docker_image', inputs)
      expect(await readdir(folder.path)).toEqual(['flow.ts'])
      await run(folder.path, 'build_docker_image', { ...inputs, persist_dockerfile: true })
      expect(await readdir(folder.path)).toContain('Dockerfile.generated')
    })

    it('build an image with a flow in it, and put out where it is there', async () => {
      await using folder = await temporaryFolder()
      await writeFlows(folder.path)
      const { outputs } = await run(folder.path, 'build_flow_image', { entrypoint: 'plain.ts:plain', env_vars: { DEPTH: 3 } })
      expect(outputs).toMatchObject({
        image_name: 'plain',
        image: `plain:${String(outputs['tag'])}`,
        entrypoint: '/opt/prefect/flows/plain.flow.mjs:plain',
        directory: '/opt/prefect',
      })
      expect((await testFlow(folder.path, 'plain', 'plain')).name).toBe('plain')
    })

    it('say what is wrong', async () => {
      await using folder = await temporaryFolder()
      const build = (inputs: object): Promise<unknown> => run(folder.path, 'build_docker_image', { image_name: 'x', tag: '1', ...inputs })
      await expect(build({})).rejects.toThrow(/there is no .*Dockerfile: write it, or give `dockerfile: auto`/)
      await expect(build({ image_name: 'with space' })).rejects.toThrow(DockerError)
      await expect(build({ colour: 'red' })).rejects.toThrow('colour')
      await expect(build({ image_name: 'x:2' })).rejects.toThrow('expected one tag')
      await writeFile(join(folder.path, 'Dockerfile'), `FROM ${base}\nRUN echo so far so good && exit 3\n`)
      const building = build({})
      await expect(building).rejects.toThrow(BuildFailed)
      await expect(building).rejects.toThrow(/returned a non-zero code: 3[^]*so far so good/)
    })

    it.skipIf(!hasRegistry)('push all tags of an image, and say when the registry refuses (S269)', async () => {
      await using registry = await startRegistry()
      const { host: at, username, password } = registry
      await followProgress(api, await api.importImage(Readable.from([Buffer.alloc(1024)]), { repo: `${at}/empty`, tag: '1' } as object))
      await api.getImage(`${at}/empty:1`).tag({ repo: `${at}/empty`, tag: '2' })
      const inputs = { image_name: `${at}/empty`, tag: '1', additional_tags: ['2'] }
      await expect(run('.', 'push_docker_image', inputs)).rejects.toThrow(RegistryRefused)
      await expect(run('.', 'push_docker_image', inputs)).rejects.toThrow('credentials of the registry')
      const credentials = { username, password, registry_url: at, reauth: true }
      const { outputs } = await run('.', 'push_docker_image', { ...inputs, credentials })
      expect(outputs).toEqual({ image_name: `${at}/empty`, tag: '1', image: `${at}/empty:1`, additional_tags: ['2'] })
      const listed = await fetch(`http://${at}/v2/empty/tags/list`, {
        headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` },
      })
      expect(((await listed.json()) as { tags: string[] }).tags.toSorted()).toEqual(['1', '2'])
    })
  })
}
