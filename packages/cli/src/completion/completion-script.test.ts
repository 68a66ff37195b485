import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'
import { main } from '../main.ts'
import { capturedIo } from '../testing/captured-io.ts'

test('--show-completion prints what bash completes commands, groups by either word, and options with', async () => {
  const io = capturedIo()
  expect(await main(['--show-completion', 'bash'], io)).toBe(0)
  await using folder = await temporaryFolder()
  const script = join(folder.path, 'millrace.bash')
  await writeFile(script, io.printed().out)
  const complete = async (...words: readonly string[]): Promise<string[]> => {
    const line = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _millrace; echo "\${COMPREPLY[@]}"`
    const { stdout } = await promisify(execFile)('bash', ['-c', line, script, 'millrace', ...words])
    return stdout.trim().split(' ')
  }
  expect(await complete('deploy')).toEqual(['deploy', 'deployment'])
  expect(await complete('deployment', 'schedule', 'c')).toEqual(['clear', 'create'])
  expect(await complete('--profile', 'staging', 'deployments', 'ru')).toEqual(['run'])
  expect(await complete('deployment', 'run', 'shop/nightly', '--wat')).toEqual(['--watch', '--watch-interval', '--watch-timeout'])
  expect(await complete('block', 'types', 'ins')).toEqual(['inspect'])
  expect(await complete('nonsense', 'x')).toEqual([''])
})

test('--show-completion names the shells that it knows', async () => {
  const io = capturedIo()
  expect(await main(['--show-completion', 'fish'], io)).toBe(2)
  expect(io.printed().err).toContain("Expected --show-completion bash or zsh, got 'fish'.")
})
