import { MillraceError } from '../errors.ts'

// A name that the compiler does not follow: the package is the user's to install.
const PACKAGE: string = '@millrace/docker'

/**
 * Loads the package that knows Docker.
 *
 * @param what asks for it, for the error.
 * @param part `/steps` for its steps.
 *
 * @throws MillraceError naming what to install.
 */
export async function loadDocker<Module>(what: string, part: '' | '/steps' = ''): Promise<Module> {
  try {
    return (await import(`${PACKAGE}${part}`)) as Module
  } catch (error) {
    // Of a package that is there, anything it lacks itself is another mistake.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND' || !String(error).includes(`'${PACKAGE}'`)) throw error
    throw new MillraceError(`${what} needs the package ${PACKAGE}: npm install ${PACKAGE}`, { cause: error })
  }
}
