import { expect, test } from 'vitest'
import { flow } from './flow.ts'
import { task } from './task.ts'

test('flows and tasks have the names of their functions, or the ones they are given', () => {
  expect(flow(async function report() {}).name).toBe('report')
  expect(flow({ name: 'daily-report' }, async function report() {}).name).toBe('daily-report')
  expect(task({ name: 'one' }, async () => 1).withOptions({ retries: 2 }).name).toBe('one')
  expect(flow(async function report() {}).definition.file).toBe(import.meta.filename)
})

test('a definition that cannot work says what is wrong with it', () => {
  expect(() => flow(async () => 1)).toThrow("this flow has no name: give its function one, or pass flow({ name: '…' }, fn)")
  expect(() => task({ name: 'a/b' }, async () => 1)).toThrow("the name of task 'a/b' must not contain any of / % & > <")
  expect(() => task({ retries: -1 }, async function bad() {})).toThrow("expected `retries` of task 'bad' to be a number from 0, got -1")
  expect(() => flow({ flowRunName: 'of {nope.id} in {{city}}' }, async function trip(_city: string, _days: number) {})).toThrow(
    "expected `flowRunName` of flow 'trip' to name parameters of its function, got {nope}; it takes _city, _days. Write {{ and }} for braces",
  )
  expect(() => task({ taskRunName: '{city}' }, async function trip() {})).toThrow('got {city}; it takes none')
  expect(() => flow({} as never)).toThrow('expected flow(fn) or flow(options, fn), got options and no function')
})
