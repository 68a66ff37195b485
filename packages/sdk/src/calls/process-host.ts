// Runs in the processes of a pool.
import { hostCalls } from './host-calls.ts'
import type { FromWorker, Link, ToWorker } from './messages.ts'

// The process of the flow is gone, and with it everybody who could want a result.
process.once('disconnect', () => process.exit(1))

/** Runs calls until it is let go; what is said about them goes over the channel of the process. */
export async function host(): Promise<void> {
  const { link, close } = channelLink()
  await hostCalls(link, process.pid)
  close()
}

function channelLink(): { readonly link: Link<FromWorker, ToWorker>; readonly close: () => void } {
  let hear: (message: ToWorker) => void = () => undefined
  const take = (said: { readonly millrace?: ToWorker } | undefined): void => {
    if (said?.millrace !== undefined) hear(said.millrace)
  }
  process.on('message', take)
  return {
    link: {
      post: (message) => void process.send?.({ millrace: message }),
      listen(listener) {
        hear = listener
      },
    },
    close: () => void process.off('message', take),
  }
}
