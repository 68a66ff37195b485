import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CliServer, startCliServer } from './testing/cli-server.ts'

let cli: CliServer

beforeAll(async () => {
  cli = await startCliServer()
})
afterAll(() => cli[Symbol.asyncDispose]())

/** Each name stands for nine of the one before: a billion in the end. */
const bomb = (): string => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (let index = 1; index < 10; index += 1) {
    const [name, before] = ['abcdefghijk'[index], 'abcdefghijk'[index - 1]]
    lines.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
  }
  return lines.join('\n')
}

describe('a file that is no deployment', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /file\.yaml/],
    ['a comment alone', '# nothing\n', /file\.yaml/],
    ['a list', '- a\n- b\n', /file\.yaml/],
    ['a text', 'hello\n', /file\.yaml/],
    ['a number', '5\n', /file\.yaml/],
    ['null', 'null\n', /file\.yaml/],
    ['indented by tabs', 'name: x\n\tflow_name: y\n', /file\.yaml:2/],
    ['never closed', 'name: "x\n', /file\.yaml/],
    ['with a key twice', 'name: a\nname: b\nflow_name: c\nentrypoint: x.ts:f\n', /file\.yaml:2.*|name/],
    ['with code for JavaScript', 'name: !!js/function "function () {}"\n', /file\.yaml/],
    ['with code for Python', 'name: !!python/object/apply:os.system ["touch pwned"]\n', /file\.yaml/],
    ['a bomb of anchors', bomb(), /file\.yaml/],
    ['a reference to itself', 'name: &a\n  b: *a\n', /file\.yaml/],
    ['with bytes that are no UTF-8', Buffer.from([0x6e, 0x3a, 0x20, 0xff, 0xfe, 0x0a]), /file\.yaml/],
    ['with NUL', 'name: "a\\0b"\nflow_name: x\nentrypoint: x.ts:f\n', /name|file\.yaml/],
    ['with words of YAML 1.1', 'name: yes\nflow_name: 012\n', /file\.yaml/],
    ['with line ends of Windows and a byte order mark', '\uFEFFname: x\r\nflow_name: [5]\r\n', /file\.yaml/],
  ])('%s', async (_what, content, names) => {
    await writeFile(join(cli.cwd, 'file.yaml'), content)
    const { code, out, err } = await cli.run('deployment', 'apply', 'file.yaml')
    expect([code, err + out]).toEqual([1, expect.stringMatching(names)])
    expect(err + out).not.toMatch(/node:internal|\bat async|node_modules/)
    expect(await cli.client.deployments.count({ body: {} })).toBe(0)
  })

  test('a folder', async () => {
    await mkdir(join(cli.cwd, 'folder.yaml'))
    const { code, err } = await cli.run('deployment', 'apply', 'folder.yaml')
    expect([code, err]).toEqual([1, expect.stringContaining('folder.yaml')])
  })
})

describe('a project file that is none', () => {
  test.each<[string, string, RegExp]>([
    ['a list', '- a\n', /millrace\.yaml/],
    ['a bomb of anchors', bomb(), /millrace\.yaml/],
    ['a reference to itself', 'name: &a\n  b: *a\n', /millrace\.yaml/],
    ['never closed', 'deployments: [\n', /millrace\.yaml/],
    ['deployments that are no list', 'deployments: 5\n', /deployments/],
    ['a deployment that is a text', 'deployments: [x]\n', /millrace\.yaml:1:15/],
  ])('%s', async (_what, content, names) => {
    await writeFile(join(cli.cwd, 'millrace.yaml'), content)
    const { code, out, err } = await cli.run('deploy', '--all', '--no-prompt')
    expect([code, err + out]).toEqual([1, expect.stringMatching(names)])
    expect(err + out).not.toMatch(/node:internal|\bat async|node_modules/)
  })
})

describe('arguments', () => {
  test.each<[string, string[], number, RegExp]>([
    ['an option without its value', ['deployment', 'run', 'a/b', '--param'], 2, /--param/],
    ['an unknown option', ['flow-run', 'ls', '--nope'], 2, /--nope/],
    ['an option that is nearly right', ['flow-run', 'ls', '--limt', '5'], 2, /--limit/],
    ['an unknown command', ['flow-run', 'lss'], 2, /ls/],
    ['an empty name', ['variable', 'get', ''], 1, /./],
    ['a name that is a dash', ['variable', 'get', '-'], 1, /-/],
    ['a name after two dashes', ['variable', 'get', '--', '--help'], 1, /--help/],
    ['a number that is none', ['flow-run', 'ls', '--limit', 'many'], 2, /many/],
    ['a number below what makes sense', ['flow-run', 'ls', '--limit', '-1'], 2, /-1/],
    ['an id that is none', ['flow-run', 'delete', '../../x'], 1, /\.\.\/\.\.\/x/],
    ['a megabyte', ['variable', 'get', 'x'.repeat(1_000_000)], 1, /./],
    ['JSON that is none', ['automation', 'create', '-j', '{'], 1, /JSON/],
    ['too many', ['version', 'a', 'b'], 2, /argument/],
  ])('%s', async (_what, argv, code, names) => {
    const ran = await cli.run(...argv)
    expect([ran.code, (ran.err + ran.out).slice(0, 2000)]).toEqual([code, expect.stringMatching(names)])
    expect(ran.err).not.toMatch(/node:internal|\bat async|node_modules/)
  })
})
