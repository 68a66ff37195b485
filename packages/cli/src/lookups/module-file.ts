import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { CommandFailure } from '../errors.ts'

/** The file of a module as people name it: a file, with or without its extension, or a package that is installed in this folder. */
export function moduleFile(name: string, cwd: string): string {
  const file = resolve(cwd, name)
  const found = [file, `${file}.ts`, `${file}.js`, `${file}.mjs`].find((each) => existsSync(each) && statSync(each).isFile())
  if (found !== undefined) return found
  try {
    return createRequire(join(cwd, 'package.json')).resolve(name)
  } catch {
    throw new CommandFailure(`There is no module '${name}': neither a file ${file} nor a package that is installed in ${cwd}.`)
  }
}
