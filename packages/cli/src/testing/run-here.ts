import { main } from '../main.ts'
import { capturedIo } from './captured-io.ts'

/** What a command did. */
interface Ran {
  readonly code: number
  /** Standard output and standard error, as they came. */
  readonly output: string
}

/** Where a command runs: nothing of this process's environment is handed on. */
interface Where {
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly stdin?: string
}

/** Runs a `millrace` command to its end in this process, which spares tests of many commands the start of one for each. */
export async function runHere(argv: readonly string[], { env, cwd, stdin = '' }: Where): Promise<Ran> {
  const io = capturedIo({ env, cwd, stdin })
  let output = ''
  const take = (text: string): void => {
    output += text
  }
  const code = await main(argv, { ...io, out: take, err: take })
  return { code, output }
}
