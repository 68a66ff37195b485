import { connect, createServer, type Socket } from 'node:net'

/** Stands between programs and a server, and takes the connection away as networks do. */
export interface FaultyProxy extends AsyncDisposable {
  readonly port: number
  /** How many connections were cut or left without an answer. */
  disturbed(): number
  /** Ends every connection, and each new one at once. */
  cut(): void
  /** The same after so many further answers, pieces of long ones counted each: in the middle of what somebody is doing. */
  cutAfter(answers: number): void
  /** Passes nothing on, and leaves everybody waiting. */
  stall(): void
  /** Takes the connection away in place of every `each`-th answer: what was asked for was done, and who asked does not know. */
  swallow(each: number): void
  /** Passes on what comes, and what was held back. */
  heal(): void
}

/** Listens on a free port of this machine and passes everything on to `port`, until it is told otherwise. */
export async function startFaultyProxy(port: number): Promise<FaultyProxy> {
  const open = new Set<Socket>()
  let mode: 'cut' | 'stall' | 'pass' = 'pass'
  let disturbed = 0
  let swallowing: number | undefined
  let answers = 0
  let untilCut = Infinity
  const server = createServer((client) => {
    if (mode === 'cut') {
      disturbed += 1
      client.destroy()
      return
    }
    const behind = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.on('data', (bytes: Buffer) => {
        if (from === behind && (untilCut -= 1) <= 0) return cut()
        if (from !== behind || swallowing === undefined || (answers += 1) % swallowing !== 0) return to.write(bytes)
        disturbed += 1
        from.destroy()
        return to.destroy()
      })
    }
    if (mode === 'stall') hold([client, behind])
  })
  const hold = (sockets: Iterable<Socket>): void => {
    disturbed += 1
    for (const socket of sockets) socket.pause()
  }
  const cut = (): void => {
    mode = 'cut'
    untilCut = Infinity
    disturbed += open.size
    for (const socket of open) socket.destroy()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port')
  return {
    port: address.port,
    disturbed: () => disturbed,
    cut,
    cutAfter(count) {
      untilCut = count
    },
    stall() {
      mode = 'stall'
      hold(open)
    },
    swallow(each) {
      swallowing = each
    },
    heal() {
      mode = 'pass'
      swallowing = undefined
      for (const socket of open) socket.resume()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
