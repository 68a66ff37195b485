import { MillraceError } from '../errors.ts'

/** A task runner does not take a task as it is: nothing of it was run, and another try would end the same way. */
export class CallRefused extends MillraceError {
  override readonly name: string = 'CallRefused'
}

/** The function of a task cannot be had in a thread, a process or a node. */
export class TaskNotLoadable extends CallRefused {
  override readonly name = 'TaskNotLoadable'
}

/** A value cannot be handed to a thread, a process or a node, or back. */
export class NotSendable extends CallRefused {
  override readonly name = 'NotSendable'
  /** Where in the value, as in `.options.callback`; empty for the value itself. */
  readonly path: string

  constructor(what: string, path: string, reason: string) {
    super(`${what} cannot be handed from one process or thread to another: ${path === '' ? 'it' : path} is ${reason}`)
    this.path = path
  }
}

/** The thread, process or node that ran a task is gone; the task is Crashed, or tried again while it has retries left. */
export class WorkerLost extends MillraceError {
  override readonly name = 'WorkerLost'
}
