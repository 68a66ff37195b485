import { CommandFailure } from './errors.ts'

/** One of several answers. */
export interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: string | undefined
}

/** Questions to a person at a terminal. Each rejects with `CommandFailure` when the person gives up. */
export interface Prompts {
  select(question: string, choices: readonly Choice[]): Promise<string>
  /** `check` answers what is wrong with a text, undefined for one that will do. */
  text(question: string, options?: { readonly usual?: string; readonly check?: (text: string) => string | undefined }): Promise<string>
  confirm(question: string, usual?: boolean): Promise<boolean>
  /** Shows nothing of what is typed. */
  password(question: string): Promise<string>
}

/** Asks on this process's terminal. */
export const terminalPrompts: Prompts = {
  async select(question, choices) {
    const { select } = await import('@clack/prompts')
    return answered(
      await select<string>({
        message: question,
        options: choices.map(({ value, label, hint }) => ({ value, label, ...(hint ? { hint } : {}) })),
      }),
    )
  },
  async text(question, { usual, check } = {}) {
    const { text } = await import('@clack/prompts')
    const answer = await text({
      message: question,
      ...(usual === undefined ? {} : { placeholder: usual, defaultValue: usual }),
      validate: (given) =>
        given === undefined || given === '' ? (usual === undefined ? 'An answer is needed' : undefined) : check?.(given),
    })
    return answered(answer)
  },
  async confirm(question, usual = false) {
    const { confirm } = await import('@clack/prompts')
    return answered(await confirm({ message: question, initialValue: usual }))
  },
  async password(question) {
    const { password } = await import('@clack/prompts')
    return answered(await password({ message: question }))
  },
}

function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (typeof answer === 'symbol') throw new CommandFailure('Given up; nothing was changed.')
  return answer as Exclude<Answer, symbol>
}
