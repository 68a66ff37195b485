import type { Command as TypedCommand } from '@commander-js/extra-typings'
import { Command, CommanderError, Help, type Option } from 'commander'
import type { CommandGroup } from './command.ts'
import type { Context } from './context.ts'
import { VERSION } from './versions.ts'

/** Options of the root that take a value, which is no command. */
const WITH_VALUE: ReadonlySet<string> = new Set(['--profile', '-p'])

/**
 * Runs the command that `argv` names and resolves to its exit code.
 *
 * Of all commands only those along the way are known by more than their summary; the one that runs is loaded.
 */
export async function runProgram(table: CommandGroup, argv: readonly string[], context: Context): Promise<number> {
  const root = new Command('millrace')
    .description(table.summary)
    .usage('[options] <command>')
    .option('-p, --profile <name>', 'use this profile of settings')
    .option('--prompt', 'ask for what is missing, where somebody is at the terminal (default)')
    .option('--no-prompt', 'never ask')
    .option('--show-completion <shell>', 'print what bash or zsh completes commands with')
    .version(VERSION, '-v, --version', 'print the version')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: false, optionDescription })
    .configureOutput({ writeOut: (text) => context.io.out(text), writeErr: (text) => context.io.err(text) })
  root.hook('preSubcommand', () => {
    const { profile, prompt } = root.opts<{ profile?: string; prompt?: boolean }>()
    if (profile !== undefined) context.useProfile(profile)
    if (prompt === false) context.neverAsk()
  })
  if (argv[0] === '--show-completion') {
    const { completionScript } = await import('./completion/completion-script.ts')
    context.io.out(await completionScript(table, argv[1], context))
    return 0
  }
  await assemble(root, table, wordsOf(argv), context)
  if (argv.length === 0) {
    root.outputHelp()
    return 0
  }
  try {
    await root.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has printed the reason, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}

async function assemble(parent: Command, group: CommandGroup, words: readonly string[], context: Context): Promise<void> {
  const [wanted, ...further] = words
  for (const [name, entry] of Object.entries(group.commands)) {
    const command = parent.command(name).summary(entry.summary).description(entry.summary)
    const alias = 'commands' in entry ? entry.alias : undefined
    if (alias !== undefined) command.alias(alias)
    if (wanted === undefined || (name !== wanted && alias !== wanted)) continue
    command.showHelpAfterError(`(see '${pathOf(command)} --help')`)
    if ('commands' in entry) await assemble(command.usage('<command>').helpCommand(false), entry, further, context)
    else (await entry.load())(command as unknown as TypedCommand, context)
  }
}

/** That nothing is given by default is not worth a word; Commander says `(default: [])` of options that may be given several times. */
const optionDescription = (option: Option): string => {
  const says = new Help().optionDescription(option)
  return Array.isArray(option.defaultValue) && option.defaultValue.length === 0 ? says.replace(/ \(default: \[\]\)$/, '') : says
}

const pathOf = (command: Command): string => (command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`)

/** The words of `argv` that may name commands: all but options and the values of the root's. */
const wordsOf = (argv: readonly string[]): readonly string[] =>
  argv.filter(
    (argument, index) => !argument.startsWith('-') && !WITH_VALUE.has(argv.slice(0, index).every(isOption) ? (argv[index - 1] ?? '') : ''),
  )

const isOption = (argument: string, index: number, all: readonly string[]): boolean =>
  argument.startsWith('-') || WITH_VALUE.has(all[index - 1] ?? '')
