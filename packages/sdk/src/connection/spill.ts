import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newId } from '../identifiers.ts'

/** Items that wait on disk for the server to be back. */
export interface Spill<Item> {
  /** Shown to people. */
  readonly folder: string
  /** Puts items behind those that wait; answers how many there was no room for. */
  keep(items: readonly Item[]): number
  /** Those that have waited longest, and how to forget them once they are sent; undefined when none wait. */
  oldest(): { readonly items: readonly Item[]; readonly forget: () => void } | undefined
}

/** What is kept, where, and how. */
export interface SpillOptions<Item> {
  /** One for each server, so that nothing is sent to another one. */
  readonly folder: string
  /** What is kept: `logs`. */
  readonly name: string
  /** The most that may wait, in bytes, of all processes together. */
  readonly mostBytes: number
  /** Items of one file, which are read and sent together. */
  readonly itemsEach: number
  /** An item as one line. */
  readonly toText: (item: Item) => string
  /** The item of a line; throws for one that was cut by the end of its process. */
  readonly fromText: (line: string) => Item
}

/** Keeps items as files, named by time and process. Those of processes that are gone are taken over. */
export function createSpill<Item>({ folder, name, mostBytes, itemsEach, toText, fromText }: SpillOptions<Item>): Spill<Item> {
  const waiting: string[] = []
  let lookedForOthers = false

  function keep(items: readonly Item[]): number {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (let from = 0; from < items.length; from += itemsEach) {
        if (bytesIn(folder) >= mostBytes) return items.length - from
        const file = join(folder, `${name}.${newId()}.${process.pid}.jsonl`)
        const lines = items.slice(from, from + itemsEach).map((item) => `${toText(item)}\n`)
        writeFileSync(file, lines.join(''), { mode: 0o600 })
        waiting.push(file)
      }
      return 0
    } catch {
      // A full disk, or a home that nobody may write to.
      return items.length
    }
  }

  function oldest(): ReturnType<Spill<Item>['oldest']> {
    if (!lookedForOthers) waiting.unshift(...takenOver(folder, name))
    lookedForOthers = true
    for (let [file] = waiting; file !== undefined; [file] = waiting) {
      const items = readItems(file, fromText)
      const forget = (): void => {
        waiting.splice(waiting.indexOf(file), 1)
        rmSync(file, { force: true })
      }
      if (items.length > 0) return { items, forget }
      forget()
    }
    return undefined
  }

  return { folder, keep, oldest }
}

const FILE = /^(?<name>[^.]+)\.(?<id>[^.]+)\.(?<pid>\d+)\.jsonl$/

/** The files that processes have left which are gone; under our own name from now on, so that nobody else sends them too. */
function takenOver(folder: string, name: string): string[] {
  const taken: string[] = []
  for (const file of filesIn(folder)) {
    const { name: kind, id, pid } = FILE.exec(file)?.groups ?? {}
    if (kind !== name || id === undefined || isRunning(Number(pid))) continue
    const own = `${name}.${id}.${process.pid}.jsonl`
    try {
      renameSync(join(folder, file), join(folder, own))
      taken.push(join(folder, own))
    } catch {
      // Another process was faster.
    }
  }
  return taken
}

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}

const bytesIn = (folder: string): number =>
  filesIn(folder).reduce((sum, file) => sum + (statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0), 0)

/** The items of a file; a line that was cut by the end of its process is left out. */
function readItems<Item>(file: string, fromText: (line: string) => Item): Item[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => parsed(line, fromText))
  } catch {
    return []
  }
}

function parsed<Item>(line: string, fromText: (line: string) => Item): Item[] {
  try {
    return [fromText(line)]
  } catch {
    return []
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
