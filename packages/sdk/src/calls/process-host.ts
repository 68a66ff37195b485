// Runs in the processes of a pool.
import { hostCall } from './host-call.ts'
import type { FromHost, Link, ToHost } from './messages.ts'
import type { SendableCall } from './task-call.ts'

// The process of the flow is gone, and with it everybody who could want a result.
process.once('disconnect', () => process.exit(1))

/** Runs one call; what is said about it goes over the channel of the process, with its id. */
export async function host({ call }: { readonly call: SendableCall }): Promise<void> {
  const { link, close } = channelLink(call.id)
  await hostCall(link, call, process.pid)
  close()
}

function channelLink(id: string): { readonly link: Link<FromHost, ToHost>; readonly close: () => void } {
  let hear: (message: ToHost) => void = () => undefined
  const take = (said: { readonly call?: string; readonly message: ToHost }): void => {
    if (said?.call === id) hear(said.message)
  }
  process.on('message', take)
  return {
    link: {
      post: (message) => void process.send?.({ call: id, message }),
      listen(listener) {
        hear = listener
      },
    },
    close: () => void process.off('message', take),
  }
}
