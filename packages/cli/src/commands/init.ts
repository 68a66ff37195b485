import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findRecipe, initProject, RECIPES, usualRecipe } from '@millrace/sdk/project'
import type { DefineCommand } from '../command.ts'
import { CommandFailure } from '../errors.ts'
import { readPair } from '../options/parameters.ts'
import { collect } from '../options/parsers.ts'

/** `millrace init` */
export const init: DefineCommand = (command, { io, output, prompts }) =>
  command
    .option('--name <name>', 'name of the project (default: that of the folder)')
    .option('--recipe <name>', `what it begins as: ${Object.keys(RECIPES).join(', ')} (default: by what is in the folder)`)
    .option('-f, --field <name=value>', 'something that the recipe needs, may be given several times', collect, [])
    .action(async ({ name, recipe: chosen, field }) => {
      const ask = prompts()
      const git = await originOf(io.cwd)
      const recipe =
        chosen ?? (ask === undefined ? usualRecipe(io.cwd, git?.repository) : await askRecipe(ask, usualRecipe(io.cwd, git?.repository)))
      const { inputs } = findRecipe(recipe)
      const given = Object.fromEntries(field.map((each) => readPair(each, '--field')))
      const missing = Object.keys(inputs).filter((key) => given[key] === undefined)
      if (missing.length > 0 && ask === undefined)
        throw new CommandFailure(`recipe ${recipe} needs ${missing.map((key) => `--field ${key}=… (${inputs[key]})`).join(', ')}`)
      const asked: Record<string, string> = {}
      for (const key of missing) asked[key] = (await ask?.text(`${key}: ${inputs[key]}`)) ?? ''
      const file = await initProject({ cwd: io.cwd, name, recipe, inputs: { ...git, ...given, ...asked } })
      if (file === undefined) return output.line(`This folder has a project file already; nothing was written.`)
      output.line({ text: `Created '${file}' from the recipe ${recipe}.`, style: 'green' })
      output.line('Fill in its deployments, then run: millrace deploy --all')
    })

const askRecipe = async (ask: NonNullable<ReturnType<Parameters<DefineCommand>[1]['prompts']>>, usual: string): Promise<string> => {
  const names = [usual, ...Object.keys(RECIPES).filter((each) => each !== usual)]
  return await ask.select(
    'What does the project begin as?',
    names.map((value) => ({ value, label: value, hint: RECIPES[value]?.summary })),
  )
}

/** The repository and branch of a folder; undefined when it is in none that has an origin. */
export async function originOf(cwd: string): Promise<{ readonly repository: string; readonly branch: string } | undefined> {
  const git = async (...argv: string[]): Promise<string> => (await promisify(execFile)('git', argv, { cwd })).stdout.trim()
  try {
    const repository = await git('config', '--get', 'remote.origin.url')
    const branch = await git('rev-parse', '--abbrev-ref', 'HEAD').catch(() => 'main')
    return { repository, branch: branch === 'HEAD' ? 'main' : branch }
  } catch {
    return undefined
  }
}
