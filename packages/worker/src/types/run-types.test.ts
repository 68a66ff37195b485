import { describe, expect, it } from 'vitest'
import { workerTypeFor } from './registry.ts'
import { oneType, typesOfBlocks } from './run-types.ts'
import { processType } from './process.ts'

const nameOf = async (type: Promise<{ readonly type: string }>): Promise<string> => (await type).type

describe('the types of infrastructure that runs get', () => {
  it('S003 S030 S038 an agent runs each deployment by its infrastructure block', async () => {
    const types = typesOfBlocks(processType)
    expect(types.usual).toBe(processType)
    expect(await nameOf(types.ofBlock('process'))).toBe('process')
    expect(await nameOf(types.ofBlock('docker-container'))).toBe('docker')
    expect(await nameOf(types.ofBlock('kubernetes-job'))).toBe('kubernetes')
    expect(await nameOf(types.named('docker'))).toBe('docker')
    await expect(types.ofBlock('ecs-task')).rejects.toThrow(
      "the deployment's infrastructure is a 'ecs-task' block; agents of Millrace start process, docker-container, kubernetes-job",
    )
  })

  it('S030 the worker of a pool takes blocks of its own type, and the one of processes that nobody chose', async () => {
    const docker = oneType(await workerTypeFor('docker'))
    expect(await nameOf(docker.ofBlock('docker-container'))).toBe('docker')
    expect(await nameOf(docker.ofBlock('process'))).toBe('docker')
    await expect(docker.ofBlock('kubernetes-job')).rejects.toThrow(
      "the deployment's infrastructure is a 'kubernetes-job' block, and this worker is of type 'docker': deploy it to a work pool of type 'kubernetes'",
    )
    await expect(oneType(processType).ofBlock('ecs-task')).rejects.toThrow('deploy it without that block')
  })
})
