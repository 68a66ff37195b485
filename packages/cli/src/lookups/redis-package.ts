import type * as redis from '@millrace/redis'
import { CommandFailure } from '../errors.ts'

// A name that the compiler does not follow: the package is the user's to install.
const PACKAGE: string = '@millrace/redis'

/** The package with the drivers for Redis, which is installed only where it is used. */
export async function redisPackage(): Promise<typeof redis> {
  try {
    return (await import(PACKAGE)) as typeof redis
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new CommandFailure(`This command needs the package ${PACKAGE}. Install it: npm install ${PACKAGE}`)
  }
}
