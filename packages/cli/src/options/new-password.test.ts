import { expect, test } from 'vitest'
import { createContext } from '../context.ts'
import type { Prompts } from '../prompts.ts'
import { capturedIo } from '../testing/captured-io.ts'
import { newPassword } from './new-password.ts'

const no = (): never => {
  throw new Error('nothing else is asked')
}

/** What comes of these answers at a terminal. */
function answering(...answers: string[]): Promise<string> {
  const prompts: Prompts = { select: no, text: no, confirm: no, password: async () => answers.shift() ?? no() }
  return newPassword(createContext(capturedIo({ prompts, stdin: 'not read' })), 'ada')
}

test('a new password is typed twice, or is the first line of standard input', async () => {
  await expect(answering('correct horse', 'correct horse')).resolves.toBe('correct horse')
  await expect(answering('correct horse', 'correct hors')).rejects.toThrow('not the same')
  const piped = (stdin: string): Promise<string> => newPassword(createContext(capturedIo({ stdin })), 'ada')
  await expect(piped('correct horse\r\nand more')).resolves.toBe('correct horse')
  await expect(piped('\n')).rejects.toThrow("standard input is empty; its first line is the password of 'ada'")
})
