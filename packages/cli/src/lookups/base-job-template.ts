import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Json } from '@millrace/protocol'
import { CommandFailure } from '../errors.ts'

/** A base job template from a JSON file: an object with `variables` and `job_configuration`. */
export async function readBaseJobTemplate(cwd: string, file: string): Promise<Record<string, Json>> {
  const content = await readFile(resolve(cwd, file), 'utf8').catch((error: Error) => {
    throw new CommandFailure(`--base-job-template: cannot read ${file}: ${error.message}`)
  })
  const template = parsed(content, file)
  if (typeof template === 'object' && template !== null && !Array.isArray(template)) return template as Record<string, Json>
  throw new CommandFailure(`--base-job-template: expected a JSON object with 'variables' and 'job_configuration' in ${file}`)
}

function parsed(content: string, file: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new CommandFailure(`--base-job-template: ${file} is no JSON: ${(error as Error).message}`)
  }
}
