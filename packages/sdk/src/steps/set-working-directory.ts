import { existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import { StepError } from './errors.ts'
import { readInputs, text } from './inputs.ts'
import type { Step } from './step.ts'

const inputsOf = z.strictObject({ directory: text })

/** `set_working_directory`: the folder of the steps that follow, and of the flow; puts out its `directory`. */
export const setWorkingDirectory: Step = (given, { cwd }) => {
  const { directory } = readInputs('set_working_directory', inputsOf, given)
  const folder = resolve(cwd, directory.replace(/^~(?=$|\/)/, homedir()))
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    return Promise.reject(new StepError(`the code is said to be in ${folder}, which is not on this machine`))
  return Promise.resolve({ outputs: { directory: folder }, cwd: folder })
}
