/** The address cannot be listened on: another program has it, or it is not one of this machine. The message says what to do. */
export class AddressUnavailable extends Error {
  override readonly name = 'AddressUnavailable'
  readonly host: string
  readonly port: number

  constructor(host: string, port: number, why: string, cause: unknown) {
    super(`cannot listen on ${host}:${port}: ${why}`, { cause })
    this.host = host
    this.port = port
  }
}

/** The home directory cannot be made or written. The message says what to do. */
export class HomeNotWritable extends Error {
  override readonly name = 'HomeNotWritable'
  readonly home: string

  constructor(home: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(`the home directory ${home} cannot be written (${why}); give this user the right to write it, or name another by MILLRACE_HOME`, {
      cause,
    })
    this.home = home
  }
}
