import { expect, it } from 'vitest'
import { UnknownWorkerType } from '../errors.ts'
import { processType } from './process.ts'
import { workerTypeFor } from './registry.ts'

it('serves the pools of agents with processes', async () => {
  expect(await workerTypeFor('prefect-agent')).toBe(processType)
})

it('names the types there are when asked for another', async () => {
  await expect(workerTypeFor('abacus')).rejects.toThrow(new UnknownWorkerType('abacus', ['process', 'docker', 'kubernetes']))
})
