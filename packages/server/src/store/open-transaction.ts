import type { Cells } from './cells.ts'
import type { Dialect } from './dialect/dialect.ts'
import { type Executed, type Session, SessionQueries } from './session.ts'
import type { HotStatement, Transaction } from './store.ts'

/** A transaction as its writer holds it: it collects what is to happen after COMMIT and refuses queries once it is over. */
export class OpenTransaction extends SessionQueries implements Transaction {
  readonly callbacks: (() => void)[] = []
  readonly #session: EndingSession

  constructor(session: Session, dialect: Dialect) {
    const ending = new EndingSession(session)
    super(ending, dialect)
    this.#session = ending
  }

  afterCommit(callback: () => void): void {
    this.callbacks.push(callback)
  }

  end(): void {
    this.#session.end()
  }
}

/** Calls what was to follow a COMMIT. One that throws keeps no other from being called and takes nothing back: Node warns of it. */
export function callAll(callbacks: readonly (() => void)[]): void {
  for (const callback of callbacks) {
    try {
      callback()
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }
}

class EndingSession implements Session {
  #session: Session | undefined

  constructor(session: Session) {
    this.#session = session
  }

  run(sql: string, parameters: readonly unknown[]): Executed | Promise<Executed> {
    return this.#open().run(sql, parameters)
  }

  runHot(statement: HotStatement, parameters: readonly unknown[]): Executed | Promise<Executed> {
    return this.#open().runHot(statement, parameters)
  }

  cells(sql: string, parameters: readonly unknown[]): Cells | Promise<Cells> {
    return this.#open().cells(sql, parameters)
  }

  end(): void {
    this.#session = undefined
  }

  #open(): Session {
    // A forgotten await would otherwise write into the transaction of somebody else.
    if (this.#session === undefined) throw new Error('the transaction is over: await every query of a write inside of it')
    return this.#session
  }
}
