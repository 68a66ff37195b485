import { Command } from 'commander'
import type { Command as TypedCommand } from '@commander-js/extra-typings'
import type { CommandEntry, CommandGroup } from '../command.ts'
import type { Context } from '../context.ts'

const INTRODUCTION = `# The command line

\`millrace <group> <command> --help\` prints what a command takes. Groups, commands and options are named as in Prefect 2.20 and 3.8, so
scripts go on working with \`millrace\` in the place of \`prefect\`; most groups may be named in the plural as well.

- \`-p NAME\`, before the group, takes the settings of another profile; \`--no-prompt\` asks nothing. \`-y\` answers a question with yes; where
  nobody is at the terminal, nothing is asked.
- \`-o json\` prints what a program reads: the objects as the API has them, and on standard output nothing else. Notes, warnings and errors
  go to standard error.
- Exit codes: 0 done, 1 not done, with the reason on standard error, 2 called wrongly. \`shell watch\` exits as its command does.
- The server is the one of \`MILLRACE_API_URL\` or of the profile, ours or Prefect's; without one, the one that runs on this home, or the
  database of the home itself. What Prefect's servers do not tell (who holds the slots of a limit, why a run waits) is left out there.
- A project that has Millrace installed is served by that one, whichever \`millrace\` the shell finds.
- \`source <(millrace --show-completion bash)\`, or \`zsh\`, in the shell's own start-up file completes commands and options.

This page is written from the commands: \`npm run cli-reference -w @millrace/cli\`.
`

/** The reference of all commands, in Markdown: a table for each group, with what the commands take. */
export async function commandReference(table: CommandGroup, context: Context): Promise<string> {
  const alone: string[] = []
  const sections: string[] = []
  for (const [name, entry] of Object.entries(table.commands)) {
    if ('commands' in entry) sections.push(section(name, entry, await rowsOf(name, entry, context)))
    else alone.push(await row(name, entry, context))
  }
  const own: CommandGroup = { summary: 'Commands without a group', commands: {} }
  return [INTRODUCTION, section(undefined, own, alone), ...sections].join('\n')
}

const section = (name: string | undefined, { summary, alias }: CommandGroup, rows: readonly string[]): string =>
  [
    `## ${name === undefined ? summary : `\`${name}\``}`,
    '',
    ...(name === undefined ? [] : [`${summary}.${alias === undefined ? '' : ` Also \`${alias}\`.`}`, '']),
    '| command | what it does | options |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')

async function rowsOf(path: string, { commands }: CommandGroup, context: Context): Promise<readonly string[]> {
  const rows: string[] = []
  for (const [name, entry] of Object.entries(commands)) {
    if ('commands' in entry) rows.push(...(await rowsOf(`${path} ${name}`, entry, context)))
    else rows.push(await row(`${path} ${name}`, entry, context))
  }
  return rows
}

async function row(path: string, { summary, load }: CommandEntry, context: Context): Promise<string> {
  const command = new Command()
  ;(await load())(command as unknown as TypedCommand, context)
  const taken = command.registeredArguments.map((each) => {
    const name = `${each.name()}${each.variadic ? '…' : ''}`
    return ` ${each.required ? name.toUpperCase() : `[${name.toUpperCase()}]`}`
  })
  // What only says aloud what holds anyway is for the help alone.
  const options = command.options.filter(({ hidden, negate, long }) => !hidden && !(!negate && hasOpposite(command, long)))
  return `| \`${path}${taken.join('')}\` | ${cell(summary)} | ${options.map(({ flags }) => `\`${cell(flags)}\``).join(' ')} |`
}

const hasOpposite = (command: Command, long: string | undefined): boolean =>
  command.options.some((each) => each.negate && each.long === long?.replace('--', '--no-'))

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`)
