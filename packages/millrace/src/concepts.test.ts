import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs')
const pages = readdirSync(DOCS).filter((name) => name.endsWith('.md'))
const page = (name: string): string => readFileSync(join(DOCS, name), 'utf8')
const linksOf = (text: string): string[] => [...text.matchAll(/\]\(([\w./-]+\.md)(?:#[\w-]+)?\)/g)].map(([, link = '']) => link)

/** What can be imported from a place; `@millrace/docker` is no dependency of this package, so its list is read. */
async function exportsOf(place: string): Promise<string[]> {
  const places: Record<string, () => Promise<object>> = {
    millrace: () => import('./index.ts'),
    'millrace/blocks': () => import('./blocks.ts'),
    'millrace/deployments': () => import('./deployments.ts'),
  }
  const load = places[place]
  if (load !== undefined) return Object.keys(await load())
  const index = readFileSync(join(DOCS, '..', place.replace('@millrace', 'packages'), 'src', 'index.ts'), 'utf8')
  return [...index.matchAll(/\b[A-Z]\w+/g)].map(([name]) => name)
}

describe('the pages of the concepts', () => {
  test.each(pages)('S005 every link of %s leads to a page', (name) => {
    expect(linksOf(page(name)).filter((link) => !existsSync(join(DOCS, link)))).toEqual([])
  })

  test('S005 S064 the overview leads to storage, infrastructure, task runners and workers, and the list of pages to all', () => {
    expect(linksOf(page('deployments.md'))).toEqual(
      expect.arrayContaining(['storage.md', 'infrastructure.md', 'task-runners.md', 'workers.md', 'old-names.md']),
    )
    expect(linksOf(page('README.md'))).toEqual(expect.arrayContaining(['deployments.md', 'infrastructure.md']))
    expect(page('workers.md')).toMatch(/A worker polls a work pool and starts infrastructure/)
  })

  test('S006 S013 S054 old names lead to new ones, each with the one place that it is imported from', async () => {
    const text = page('old-names.md')
    for (const old of ['Storage', 'RunConfig', 'Executor', 'prefect.environments.storage', 'prefect.storage', 'prefect.engine.executors'])
      expect(text).toContain(old)
    const imports = [...text.matchAll(/import \{ ([\w, ]+) \} from '([\w/@-]+)'/g)]
    expect(imports.length).toBeGreaterThan(5)
    for (const [, names = '', from = ''] of imports) expect(await exportsOf(from), from).toEqual(expect.arrayContaining(names.split(', ')))
  })

  test('S055 each task runner has its figures, and when to choose it', () => {
    const rows = page('task-runners.md').split('\n')
    for (const runner of ['sequential', 'concurrent', 'threads', 'processes', 'distributed']) {
      expect(rows.find((row) => row.startsWith(`| \`${runner}()\``))).toBeDefined()
      expect(rows.find((row) => row.startsWith(`| ${runner} `))).toMatch(/(?:\| +[\d.]+ +){5}\|$/)
    }
  })

  test('S082 what is done to deployments is done by command line, UI and API alike', () => {
    const text = page('deployments.md')
    const table = text.slice(text.indexOf('## By command line, UI and API')).split('\n')
    const rows = table.filter((row) => /`(?:GET|POST|PATCH|DELETE) \//.test(row)).map((row) => row.split('|').map((cell) => cell.trim()))
    expect(rows.map(([, what]) => what)).toEqual(
      expect.arrayContaining(['make or update', 'list', 'look at', 'run', 'schedule', 'pause and resume', 'cancel a run', 'delete']),
    )
    const commands = join(DOCS, '../packages/cli/src/commands')
    for (const [, what, command = '', ui = ''] of rows) {
      expect(ui, what).not.toBe('')
      for (const [, words = ''] of command.matchAll(/`([\w -]+)`/g)) {
        const file = `${words.replaceAll(' ', '/')}.ts`
        expect(existsSync(join(commands, file)) || existsSync(join(commands, 'deployment', file)), words).toBe(true)
      }
    }
  })

  test('S075 S084 S085 S086 the page of deployments has their words, the way of the code, and the two questions', () => {
    const text = page('deployments.md')
    for (const word of ['work pool', 'worker', 'infrastructure', 'storage', 'triggers', 'prefect.yaml']) expect(text).toContain(word)
    expect(text).toMatch(/```mermaid[^]*definition -\.-> code[^]*code -\.-> worker[^]*worker -\.-> run[^]*```/)
    expect(text).toContain('What does a worker need to set up the run?')
    expect(text).toContain('How is the code accessed?')
  })
})
