import { CommandFailure } from '../errors.ts'

/** The package with the drivers for Redis, which is installed only where it is used. */
export async function redisPackage(): Promise<typeof import('@millrace/redis')> {
  try {
    return await import('@millrace/redis')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new CommandFailure('This command needs the package @millrace/redis. Install it: npm install @millrace/redis')
  }
}
