export { freePort } from './free-port.ts'
export { answers, cleanEnvironment, eventually, millrace, type Ran, type RunningServer, startMillrace, startServer } from './millrace.ts'
export { type Command, type Supervised, supervise } from './supervised.ts'
export { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts'
