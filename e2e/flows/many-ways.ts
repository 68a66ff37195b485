import { writeFile } from 'node:fs/promises'
import { flow, logger, type RunState, sleep, task } from 'millrace'

/** Writes beside the marker of the run which hook was called, and by which process. */
async function noteHook(_flow: unknown, run: { readonly parameters: Readonly<Record<string, unknown>> }, state: RunState): Promise<void> {
  logger().info('this is outside of the run')
  await writeFile(`${String(run.parameters['marker'])}.hook`, `${state.name} ${process.pid}`)
}

/** Waits until it is cancelled or killed; tells that it runs by a file. */
export const waits = flow(
  { onCrashed: noteHook, onCancellation: noteHook },
  async function waits(marker: string, seconds = 120): Promise<void> {
    logger().info('waiting')
    await writeFile(marker, String(process.pid))
    await sleep(seconds)
  },
)

/** Ends its own process at once, past everything that would tell the server of it. */
export const dies = flow(async function dies(code = 3): Promise<void> {
  process.stderr.write('about to die\n')
  ;(process as unknown as { reallyExit(code: number): never }).reallyExit(code)
})

/** Ends its process in the ordinary way. */
export const leaves = flow(async function leaves(code = 4): Promise<void> {
  process.exit(code)
})

/** Keeps the event loop busy, so that no timer of the process fires. */
export const spins = flow(async function spins(marker: string, seconds = 5): Promise<string> {
  await writeFile(marker, String(process.pid))
  const end = performance.now() + seconds * 1000
  let turns = 0
  while (performance.now() < end) turns += 1
  return `${turns > 0}`
})

const failsOnce = task({ retries: 1 }, async function failsOnce(attempts: { count: number }): Promise<string> {
  attempts.count += 1
  if (attempts.count === 1) throw new Error('the first attempt fails')
  return 'done'
})

export const retries = flow(async function retries(): Promise<string> {
  return failsOnce({ count: 0 })
})

export const fails = flow({ name: 'always-fails' }, async function fails(reason = 'no reason'): Promise<void> {
  throw new Error(reason)
})
