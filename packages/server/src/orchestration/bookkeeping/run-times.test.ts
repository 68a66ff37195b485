import { expect, it } from 'vitest'
import { generationOf } from '../generation.ts'
import { at, flowRun, NOW, proposal, stateOf } from '../rules/testing.ts'
import { runTimes } from './run-times.ts'

const third = generationOf({ apiVersion: undefined, prefectVersion: undefined, attempt: undefined })
const second = generationOf({ apiVersion: undefined, prefectVersion: '2.20.26', attempt: undefined })
const running = stateOf({ type: 'RUNNING' })

it('dates the first RUNNING state as the start', () => {
  expect(runTimes(flowRun(), null, proposal({ type: 'RUNNING' }), third)).toEqual({ start_time: NOW, end_time: null, total_run_time: 0 })
})

it('keeps the first start on a retry', () => {
  expect(runTimes(flowRun({ start_time: at(-90) }), null, proposal({ type: 'RUNNING' }), third).start_time).toBe(at(-90))
})

it('adds up the seconds spent RUNNING', () => {
  const run = flowRun({ start_time: at(-90), total_run_time: 5 })
  expect(runTimes(run, running, proposal({ type: 'COMPLETED' }), third)).toEqual({
    start_time: at(-90),
    end_time: NOW,
    total_run_time: 65,
  })
})

it('never counts time backwards', () => {
  const state = proposal({ type: 'COMPLETED', timestamp: at(-120) })
  expect(runTimes(flowRun({ start_time: at(-90) }), running, state, third).total_run_time).toBe(0)
})

it('gives both times to a run that ends without having started, and neither to one of 2.20', () => {
  const state = proposal({ type: 'CANCELLED' })
  expect(runTimes(flowRun(), null, state, third)).toMatchObject({ start_time: NOW, end_time: NOW })
  expect(runTimes(flowRun(), null, state, second)).toMatchObject({ start_time: null, end_time: null })
})

it('keeps the first end from final state to final state, and takes it back on a rerun', () => {
  const run = flowRun({ start_time: at(-90), end_time: at(-30) })
  const failed = stateOf({ type: 'FAILED' })
  expect(runTimes(run, failed, proposal({ type: 'COMPLETED' }), third).end_time).toBe(at(-30))
  expect(runTimes(run, failed, proposal({ type: 'SCHEDULED' }), third).end_time).toBeNull()
})
