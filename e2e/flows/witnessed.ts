import { appendFile, access } from 'node:fs/promises'
import { join } from 'node:path'
import { flow, sleep } from 'millrace'

const isThere = async (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

/** Writes down its begin and its end, and does in between what it is told, once the file `go` is there. */
export const witnessed = flow(
  { name: 'witnessed' },
  async function witnessed(index: number, folder: string, go: string, does: string): Promise<void> {
    const note = (what: string): Promise<void> => appendFile(join(folder, 'witness'), `${what} ${index} ${process.pid}\n`)
    await note('begin')
    while (!(await isThere(join(folder, go)))) await sleep(0.05)
    process.stdout.write(`last words of ${index}\n`)
    if (does === 'die') process.kill(process.pid, 'SIGKILL')
    if (does === 'exit') (process as unknown as { reallyExit(code: number): never }).reallyExit(7)
    await note('end')
  },
)
