import type { Command } from '@millrace/sdk/runner'

/** The files that a kept process has in its folder. */
export const FILES = { output: 'stdout', errors: 'stderr', shim: 'shim', program: 'pid', exit: 'exit' } as const

/**
 * A shell that outlives the worker and keeps what only a parent is told, the exit code. It lets signals pass, which go to the
 * whole group, and writes nothing of its own: fd 3 is the program's standard error.
 */
const SCRIPT = [
  'trap : TERM INT HUP',
  `echo $$ >"$0/${FILES.shim}"`,
  `/bin/sh -c 'exec 2>&3 3>&-; echo $$ >"$0/${FILES.program}"; exec "$@"' "$0" "$@"`,
  'code=$?',
  `echo $code >"$0/${FILES.exit}.new" && mv "$0/${FILES.exit}.new" "$0/${FILES.exit}"`,
  'exit $code',
].join('\n')

/** The command that runs a command and keeps its process id and exit code in a folder. The folder in it tells the process from all others. */
export const shimmed = (folder: string, command: Command): Command => ['/bin/sh', '-c', SCRIPT, folder, ...command]
