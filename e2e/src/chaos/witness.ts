import { appendFileSync, readFileSync } from 'node:fs'

/** What a process wrote down, or, for `killed`, what was done to it. */
export interface Line {
  readonly what: 'begins' | 'ends' | 'does' | 'did' | 'holds' | 'frees' | 'killed'
  readonly run: string
  readonly pid: number
  readonly detail: string
}

/** The lines of a witness file, in the order in which they were written. */
export function readWitness(path: string): Line[] {
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return text.split('\n').flatMap((line) => {
    const [what, run, pid, detail] = line.split(' ')
    return detail === undefined ? [] : [{ what: what as Line['what'], run: run ?? '', pid: Number(pid), detail }]
  })
}

/** Ends a process and writes that down; false when it had ended by itself. */
export function killWitnessed(path: string, { run, pid }: Line): boolean {
  if (!isAlive(pid)) return false
  process.kill(pid, 'SIGKILL')
  appendFileSync(path, `killed ${run} ${pid} -\n`)
  return true
}

/** Processes that have begun and are still at work. */
export function atWork(lines: readonly Line[]): Line[] {
  const over = new Set(lines.filter(({ what }) => what === 'ends' || what === 'killed').map(({ pid }) => pid))
  return lines.filter(({ what, pid }) => what === 'begins' && !over.has(pid) && isAlive(pid))
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** What the lines show that must never be, in words; none when all is well. */
export const wrongsIn = (lines: readonly Line[], slots: number): string[] => [
  ...repeatedEffects(lines),
  ...doubledWork(lines),
  ...crowdedSlots(lines, slots),
]

/** Side effects of tasks that had ended, which were done again. */
function repeatedEffects(lines: readonly Line[]): string[] {
  const done = new Set<string>()
  const wrongs: string[] = []
  for (const { what, run, pid, detail } of lines) {
    const key = `${run} ${detail}`
    if (what === 'did') done.add(key)
    if (what === 'does' && done.has(key)) wrongs.push(`${detail} of the run ${run} was done again by the process ${pid}`)
  }
  return wrongs
}

/** Runs that two processes worked at together. */
function doubledWork(lines: readonly Line[]): string[] {
  const workers = new Map<string, number>()
  const wrongs: string[] = []
  for (const { what, run, pid } of lines) {
    const other = workers.get(run)
    if (what === 'begins' && other !== undefined && other !== pid)
      wrongs.push(`the processes ${other} and ${pid} were at work for the run ${run}`)
    if (what === 'begins') workers.set(run, pid)
    if ((what === 'ends' || what === 'killed') && other === pid) workers.delete(run)
  }
  return wrongs
}

/** Moments at which more held a slot than there are. */
function crowdedSlots(lines: readonly Line[], slots: number): string[] {
  const holders = new Set<number>()
  const wrongs: string[] = []
  for (const { what, pid } of lines) {
    if (what === 'holds') holders.add(pid)
    if (what === 'frees' || what === 'killed') holders.delete(pid)
    if (holders.size > slots) wrongs.push(`${holders.size} held one of ${slots} slots: ${[...holders].join(', ')}`)
  }
  return wrongs
}
