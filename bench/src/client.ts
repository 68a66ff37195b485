import { Agent, request } from 'node:http'

/** Milliseconds after which a call counts as not answered. */
const LONGEST_WAIT = 25_000

/** What came back for one call. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** Calls over connections that stay open; made of `node:http`, so that the load takes little of the machine that it measures. */
export class Client implements Disposable {
  readonly #agent: Agent
  readonly #url: string

  constructor(url: string, connections: number) {
    this.#url = url
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }

  /** Posts JSON, or text that is JSON already; answers whatever came. */
  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#call('POST', path, typeof body === 'string' ? body : JSON.stringify(body), headers)
  }

  /**
   * Calls until it is done, as clients repeat what a busy server has put off or not answered; answers the body. Throws for what a server
   * refuses.
   */
  async done<Body>(method: 'GET' | 'POST', path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Body> {
    const text = body === undefined ? '' : JSON.stringify(body)
    for (let tries = 0; ; tries += 1) {
      const answer = await this.#call(method, path, text, headers).catch((error: unknown) => ({ status: 599, text: String(error) }))
      if (answer.status < 300) return (answer.text === '' ? undefined : JSON.parse(answer.text)) as Body
      if (answer.status < 500 || tries === 100) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  #call(method: string, path: string, text: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request(
        this.#url + path,
        {
          method,
          agent: this.#agent,
          timeout: LONGEST_WAIT,
          headers: {
            ...headers,
            ...(text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          },
        },
        (response) => {
          let received = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => (received += chunk))
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text: received }))
        },
      )
      call.on('error', reject)
      call.on('timeout', () => call.destroy(new Error(`no answer in ${LONGEST_WAIT / 1000} s`)))
      call.end(text)
    })
  }
}
