import { hostCall } from './host-call.ts'
import type { FromHost, FromWorker, Link, ToHost, ToWorker } from './messages.ts'
import { becomeHost } from './registry.ts'
import type { SendableCall } from './task-call.ts'

/** Runs the calls that come over the link, one after the other, in this thread or process; resolves when it is let go. */
export async function hostCalls(link: Link<FromWorker, ToWorker>, worker: number): Promise<void> {
  becomeHost()
  const letGo = Promise.withResolvers<void>()
  let current: { readonly id: string; readonly hear: (message: ToHost) => void } | undefined
  const linkOf = ({ id }: SendableCall): Link<FromHost, ToHost> => ({
    post: (message) => link.post({ type: 'of call', call: id, message }),
    listen(hear) {
      current = { id, hear }
    },
  })
  link.listen((said) => {
    switch (said.type) {
      case 'call':
        // Every failure is told over the link.
        return void hostCall(linkOf(said.call), said.call)
      case 'to call':
        if (said.call === current?.id) current.hear(said.message)
        return
      case 'let go':
        return letGo.resolve()
    }
  })
  link.post({ type: 'ready', worker })
  await letGo.promise
}
