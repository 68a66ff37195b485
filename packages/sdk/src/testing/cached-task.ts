// A process that runs one cached task under a lock: `cached-task.ts <home> <folder of results and locks> <seconds>`.
import { fileLocks } from '../locks/file-locks.ts'
import { localStorage } from '../results/local-storage.ts'
import { sleep } from '../sleep.ts'
import { task } from '../task.ts'
import { openTestServer } from './test-server.ts'

const [home = '', shared = '', seconds = '0'] = process.argv.slice(2)
await using server = await openTestServer({ home })
const compute = task(
  {
    resultStorage: localStorage(`${shared}/results`),
    cache: { by: () => 'the key', isolationLevel: 'SERIALIZABLE', locks: fileLocks(`${shared}/locks`) },
  },
  async function compute() {
    process.stdout.write('computing\n')
    await sleep(Number(seconds))
    return process.pid
  },
)
process.stdout.write(`result ${await server.run(() => compute())}\n`)
