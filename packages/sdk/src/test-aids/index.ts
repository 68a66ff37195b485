export { fakeTask, fakeTasks, type FakedTask, type RecordedResult } from './fake-task.ts'
export type { TestClock } from './skipping-clock.ts'
export { testServer, withTestServer, type TestServer, type TestServerOptions } from './test-server.ts'
