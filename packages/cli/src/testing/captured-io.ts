import type { Io } from '../io.ts'

/** Surroundings that remember what is printed. */
export interface CapturedIo extends Io {
  out: Io['out']
  readonly printed: () => { readonly out: string; readonly err: string }
  readonly interrupt: () => void
}

/** Makes surroundings without a terminal, in an environment of their own. */
export function capturedIo(
  options: Partial<Pick<Io, 'env' | 'cwd' | 'isTerminal' | 'columns' | 'prompts'>> & { readonly stdin?: string } = {},
): CapturedIo {
  const interruption = new AbortController()
  let out = ''
  let err = ''
  return {
    env: options.env ?? {},
    cwd: options.cwd ?? '/nowhere',
    isTerminal: options.isTerminal ?? false,
    columns: options.columns,
    prompts: options.prompts,
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    stdin: async () => await Promise.resolve(options.stdin ?? ''),
    confirm: async () => await Promise.resolve(true),
    interrupted: () => interruption.signal,
    interruptedAgain: () => new AbortController().signal,
    interrupt: () => interruption.abort(new Error('SIGINT')),
    printed: () => ({ out, err }),
  }
}
