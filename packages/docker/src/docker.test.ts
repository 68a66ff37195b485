import { startDocker } from '@millrace/testing'
import { afterAll, describe } from 'vitest'
import { describeImages } from './docker-storage.testsuite.ts'
import { describeSteps } from './steps/steps.testsuite.ts'
import { describeDockerWorker, describeNoEngine } from './worker-type.testsuite.ts'

// One engine for all: it takes longer to start than most tests.
const docker = await startDocker()
afterAll(async () => await docker?.[Symbol.asyncDispose]())

describeNoEngine()
describe.skipIf(docker === undefined)('with a Docker engine', () => {
  if (docker === undefined) return
  describeImages(docker)
  describeSteps(docker)
  describeDockerWorker(docker)
})
