import { isStatus } from '@millrace/client'
import { CommandFailure } from '../errors.ts'

/** The result of a call, or the given reason when the server does not know the object. */
export async function orMissing<Result>(call: Promise<Result>, reason: string | (() => string | Promise<string>)): Promise<Result> {
  try {
    return await call
  } catch (error) {
    if (!isStatus(error, 404)) throw error
    throw new CommandFailure(typeof reason === 'string' ? reason : await reason())
  }
}

/** The result of a call, or `undefined` when the server does not know the object. */
export async function ifThere<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call
  } catch (error) {
    if (!isStatus(error, 404)) throw error
    return undefined
  }
}
