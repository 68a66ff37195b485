// For the tests of task runners and lock managers in packages of their own.
export type { RunnerUnderTest, Traits } from '../task-runners/runner-world.testsuite.ts'
export { describeTaskRunner } from '../task-runners/task-runner.testsuite.ts'
export { describeLockManager } from '../locks/lock-manager.testsuite.ts'
export { openTestServer, type TestServer } from './test-server.ts'
export * as placedTasks from './placed-tasks.ts'
