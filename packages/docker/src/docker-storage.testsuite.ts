import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { flow } from '@millrace/sdk'
import { BundleError } from '@millrace/sdk/bundles'
import type { RunningDocker } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuildFailed, HealthChecksFailed } from './building/errors.ts'
import { Docker, DockerImage, type DockerOptions } from './docker-storage.ts'
import { DockerError, ImageNotFound } from './errors.ts'
import { testFlow, writeFlows } from './test-flows.ts'

/** What images with flows must be. */
export function describeImages({ host, image: base, api }: RunningDocker): void {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-flows-'))
    await writeFlows(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  function storage(options: DockerOptions = {}): { readonly docker: Docker; readonly lines: string[] } {
    const lines: string[] = []
    return { docker: new Docker({ baseUrl: host, cwd: folder, print: (line) => lines.push(line), ...options }), lines }
  }

  async function printedIn(image: string, command: readonly string[]): Promise<string> {
    const out = new PassThrough()
    await api.run(image, [...command], out, { HostConfig: { NetworkMode: 'host', AutoRemove: true } })
    out.end()
    return await text(out)
  }

  describe('an image with flows', () => {
    it('is built with defaults for everything, and checked inside (S260, S261, S267, S270)', async () => {
      const { docker, lines } = storage({ packages: 'inside' })
      const flow = await testFlow(folder, 'greeting', 'greeting')
      expect(docker.addFlow(flow)).toBe('/opt/prefect/flows/daily-greeting.flow.mjs')
      expect(docker.entrypointOf('Daily Greeting')).toBe('/opt/prefect/flows/daily-greeting.flow.mjs:greetSomebody')
      await docker.build()
      expect(docker.name).toMatch(/^daily-greeting:\d{4}-\d\d-\d\dt\d\d-\d\d-\d\d$/)
      expect(lines[0]).toMatch(new RegExp(`^Step 1/\\d+ : FROM ${base}$`))
      const checks = lines.slice(lines.indexOf('Beginning health checks...'), lines.indexOf('All health checks passed.') + 1)
      expect(checks.map((line) => line.replace(/ \(.*/, ''))).toEqual([
        'Beginning health checks...',
        'System version check: OK',
        'Dependency check: OK',
        'Flow bundle check: OK',
        'Result check: OK',
        'All health checks passed.',
      ])
      expect(await printedIn(docker.name, ['cat', '/opt/prefect/flows/daily-greeting.flow.mjs'])).toContain('// millrace-bundle ')
    })

    it('has packages, environment, files and further lines (S252, S265, S266, S268, S269)', async () => {
      await writeFile(join(folder, 'note.txt'), 'from outside')
      const { docker, lines } = storage({
        imageName: 'mine',
        imageTag: '7',
        baseImage: base,
        dependencies: ['./node_modules/shouting'],
        envVars: { PLAIN: 'a $HOME "b"', API_TOKEN: 'hush' },
        files: { 'note.txt': '/data/note.txt' },
        extraDockerfileCommands: ['RUN mkdir /made && cat /data/note.txt > /made/copy.txt'],
      })
      docker.addFlow(await testFlow(folder, 'greeting', 'greeting'))
      await docker.build()
      expect(docker.name).toBe('mine:7')
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`: FROM ${base}$`)))
      expect((await api.getImage('mine:7').inspect()).Config.Env).toContain('PLAIN=a $HOME "b"')
      expect(lines.filter((line) => line.startsWith('warning:'))).toEqual([expect.stringContaining('API_TOKEN looks like a secret')])
      expect(lines.join('\n')).not.toContain('hush')
      expect(await printedIn('mine:7', ['cat', '/made/copy.txt', '/opt/prefect/node_modules/shouting/index.js'])).toContain('from outside')
    })

    it('is not built when a flow would not run in it, and says for each what to change (S262)', async () => {
      const { docker, lines } = storage({ packages: 'none', imageName: 'sick' })
      for (const name of ['greeting', 'hasty', 'forgetful', 'throwing']) docker.addFlow(await testFlow(folder, name, name))
      const building = docker.build()
      await expect(building).rejects.toThrow(HealthChecksFailed)
      const { problems } = (await building.catch((error: unknown) => error)) as HealthChecksFailed
      const about = (file: string): string => problems.filter((problem) => problem.includes(`(${file}.flow.mjs)`)).join('\n')
      expect(about('daily-greeting')).toContain(
        "Dependency check: the flow imports 'shouting', which is not installed here: add 'shouting@2.1.0'",
      )
      expect(about('hasty')).toContain('Flow bundle check: the file of the flow begins to work when it is loaded')
      expect(about('throwing')).toContain('no settings here')
      expect(about('forgetful')).toContain("Result check: task 'cached' is cached, but in a folder of the container")
      expect(about('forgetful')).toContain("task 'odd': unknown result serializer 'runes'")
      expect(lines).not.toContain('All health checks passed.')
      await expect(api.getImage(docker.name).inspect()).rejects.toThrow('no such image')
    })

    it('is built all the same when that is wanted', async () => {
      const { docker, lines } = storage({ ignoreHealthchecks: true, imageName: 'bold:1' })
      docker.addFlow(await testFlow(folder, 'forgetful', 'forgetful'))
      await docker.build()
      expect(lines).not.toContain('Beginning health checks...')
      expect((await api.getImage('bold:1').inspect()).Id).toMatch(/^sha256:/)
    })

    it('is built on what a Dockerfile makes', async () => {
      await writeFile(join(folder, 'Dockerfile'), `FROM ${base}\nCOPY plain.ts /from-file.ts\n`)
      const lines: string[] = []
      const image = new DockerImage({
        name: 'of-file',
        tag: '1',
        dockerfile: 'Dockerfile',
        baseUrl: host,
        cwd: folder,
        print: (line) => lines.push(line),
      })
      image.addFlow(await testFlow(folder, 'plain', 'plain'))
      await image.build()
      expect(image.registry).toBeUndefined()
      expect(await printedIn('of-file:1', ['ls', '/from-file.ts', '/opt/prefect/flows'])).toMatch(/from-file\.ts[^]*plain\.flow\.mjs/)
    })

    it('says what is wrong before it builds anything', async () => {
      const built = async (options: DockerOptions, file = 'plain'): Promise<unknown> => {
        const { docker } = storage(options)
        docker.addFlow(await testFlow(folder, file, file))
        return await docker.build()
      }
      await expect(built({ baseImage: 'a:1', dockerfile: 'Dockerfile' })).rejects.toThrow('either a dockerfile or a baseImage')
      await expect(built({ baseImage: 'nobody/has-this:1', localImage: true })).rejects.toThrow(ImageNotFound)
      await expect(built({ files: { 'gone.txt': '/x' } })).rejects.toThrow(`there is no file ${join(folder, 'gone.txt')}`)
      await expect(built({ files: { 'greeting.ts': 'x' } })).rejects.toThrow('an absolute path')
      await expect(built({ dependencies: ['./gone'] })).rejects.toThrow('there is no package')
      await expect(built({ envVars: { LINES: 'a\nb' } })).rejects.toThrow("'LINES' cannot be set")
      await expect(built({ imageName: 'No Name' })).rejects.toThrow("no image can be called 'No Name'")
      await expect(built({ extraDockerfileCommands: ['RUN no-such-program'] })).rejects.toThrow(BuildFailed)
      await expect(storage().docker.build()).rejects.toThrow('an image without a flow has no name')
      const { docker } = storage({ imageName: 'twice' })
      docker.addFlow(await testFlow(folder, 'plain', 'plain'))
      docker.addFlow(flow({ name: 'Plain!' }, async function other() {}))
      await expect(docker.build()).rejects.toThrow('two flows would be plain.flow.mjs')
      expect(() => docker.addFlow(flow({ name: 'plain' }, async function again() {}))).toThrow(DockerError)
    })

    it('is not built of code that cannot be bundled, and says where it breaks (S260)', async () => {
      const { docker } = storage()
      // Where it is loaded it would fail already: it is its own definition.
      const { definition } = await testFlow(folder, 'plain', 'plain')
      docker.addFlow({ ...definition, file: join(folder, 'broken.ts') })
      const building = docker.build()
      await expect(building).rejects.toThrow(BundleError)
      await expect(building).rejects.toThrow(/broken\.ts:3:\d+: Could not resolve "\.\/gone\.ts"/)
    })
  })
}
