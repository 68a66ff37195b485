import { expect, test } from 'vitest'
import { type Line, wrongsIn } from './witness.ts'

const line = (what: Line['what'], pid: number, detail = '-', run = 'r'): Line => ({ what, run, pid, detail })

test.each([
  [
    'a task that is repeated since its process was killed before it ended',
    [line('does', 1, 'a'), line('killed', 1), line('does', 2, 'a')],
    [],
  ],
  [
    'a side effect that is done again',
    [line('does', 1, 'a'), line('did', 1, 'a'), line('does', 2, 'a')],
    ['a of the run r was done again by the process 2'],
  ],
  ['one process after another', [line('begins', 1), line('killed', 1), line('begins', 2), line('ends', 2)], []],
  ['two processes at once', [line('begins', 1), line('begins', 2)], ['the processes 1 and 2 were at work for the run r']],
  ['a slot that is handed on', [line('holds', 1), line('frees', 1), line('holds', 2), line('killed', 2), line('holds', 3)], []],
  ['two in one slot', [line('holds', 1), line('holds', 2)], ['2 held one of 1 slots: 1, 2']],
])('the witness tells %s', (_what, lines, wrongs) => {
  expect(wrongsIn(lines, 1)).toEqual(wrongs)
})
