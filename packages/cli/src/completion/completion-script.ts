import { Command } from 'commander'
import type { Command as TypedCommand } from '@commander-js/extra-typings'
import type { CommandEntry, CommandGroup } from '../command.ts'
import type { Context } from '../context.ts'
import { WrongUsage } from '../errors.ts'

/** Shells whose completion is known; zsh completes as bash does. */
const SHELLS: readonly (string | undefined)[] = ['bash', 'zsh']

/** A place on the command line, such as `deployment run`, with the words that may come there. */
interface Place {
  readonly path: string
  /** The same with other words for its groups. */
  readonly aliases: readonly string[]
  readonly words: readonly string[]
}

/**
 * What a shell reads to complete commands and options, all of which are in it: nothing is started when one asks.
 *
 * @throws WrongUsage for a shell that is not known.
 */
export async function completionScript(table: CommandGroup, shell: string | undefined, context: Context): Promise<string> {
  if (!SHELLS.includes(shell))
    throw new WrongUsage(`Expected --show-completion ${SHELLS.join(' or ')}${shell === undefined ? '' : `, got '${shell}'`}.`)
  const places = await placesOf({ path: '', aliases: [] }, table, context)
  const below = places.filter(({ path }) => path !== '')
  return [
    ...(shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : []),
    '_millrace() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" place="" word',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "${place:+$place }$word" in',
    ...below.map(({ path, aliases }) => `      ${[path, ...aliases].map(quoted).join(' | ')}) place=${quoted(path)} ;;`),
    '    esac',
    '  done',
    '  case "$place" in',
    ...places.map(({ path, words }) => `    ${quoted(path)}) word=${quoted(words.join(' '))} ;;`),
    '  esac',
    '  COMPREPLY=($(compgen -W "$word" -- "$current"))',
    '}',
    'complete -o default -F _millrace millrace',
    '',
  ].join('\n')
}

const quoted = (text: string): string => `'${text}'`

async function placesOf(at: Omit<Place, 'words'>, { commands }: CommandGroup, context: Context): Promise<Place[]> {
  const places: Place[] = [{ ...at, words: Object.keys(commands) }]
  const within = (name: string): string => (at.path === '' ? name : `${at.path} ${name}`)
  for (const [name, entry] of Object.entries(commands)) {
    if (!('commands' in entry)) places.push({ path: within(name), aliases: [], words: await optionsOf(entry, context) })
    else
      places.push(
        ...(await placesOf({ path: within(name), aliases: entry.alias === undefined ? [] : [within(entry.alias)] }, entry, context)),
      )
  }
  return places
}

async function optionsOf({ load }: CommandEntry, context: Context): Promise<string[]> {
  const command = new Command()
  ;(await load())(command as unknown as TypedCommand, context)
  return [...command.options.flatMap(({ long, hidden }) => (hidden || typeof long !== 'string' ? [] : [long])), '--help']
}
