import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { endHooksInImage, flowRunCommand, splitCommand } from './flow-run-command.ts'

it('runs flows of TypeScript with this Node', () => {
  const [program, file, id] = flowRunCommand('1234', 'flows/report.ts:report')
  expect(program).toBe(process.execPath)
  expect(file).toMatch(/runner\/flow-run-main\.ts$/)
  expect(id).toBe('1234')
})

it('runs flows of Python with the Python of the path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-python-'))
  expect(flowRunCommand('1234', 'flows/report.py:report', { PATH: folder })).toEqual(['python3', '-m', 'prefect.engine'])
  writeFileSync(join(folder, 'python'), '')
  expect(flowRunCommand('1234', 'flows/report.py:report', { PATH: `/nowhere:${folder}` })).toEqual(['python', '-m', 'prefect.engine'])
  rmSync(folder, { recursive: true })
})

it('calls hooks in an image by what is in it: Prefect for flows of Python, Millrace for others', () => {
  expect(endHooksInImage('1234', '/flows/report.flow.mjs:report')).toEqual(['millrace', 'flow-run', 'call-hooks'])
  const [program, option, script, id] = endHooksInImage('1234', 'flows/report.py:report')
  expect([program, option, id]).toEqual(['python', '-c', '1234'])
  expect(script).toContain('load_flow_from_flow_run')
})

it.each([
  ['node a.js', ['node', 'a.js']],
  ['  sh -c "echo \\"$HOME\\" x" ', ['sh', '-c', 'echo "$HOME" x']],
  ["a 'b c'd e\\ f", ['a', 'b cd', 'e f']],
  ['', []],
])('cuts %j into words', (line, words) => {
  expect(splitCommand(line)).toEqual(words)
})
