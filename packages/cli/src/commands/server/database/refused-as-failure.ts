import { CommandFailure } from '../../../errors.ts'

/** What `work` answers; what it refuses is said to whoever called the command. */
export async function refusedAsFailure<Result>(work: () => Promise<Result>): Promise<Result> {
  const { BackupRefused } = await import('@millrace/server')
  try {
    return await work()
  } catch (error) {
    if (error instanceof BackupRefused) throw new CommandFailure(error.message, { cause: error })
    throw error
  }
}
