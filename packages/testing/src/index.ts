export { type RunningAzure, startAzure } from './azure.ts'
export { type RunningDocker, startDocker } from './docker/engine.ts'
export { hasRegistry, type RunningRegistry, startRegistry } from './docker/registry.ts'
export { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts'
export { freePort } from './free-port.ts'
export { hasGcs, type RunningGcs, startGcs } from './gcs.ts'
export {
  answers,
  cleanEnvironment,
  eventually,
  millrace,
  type Ran,
  type RunningServer,
  startInTerminal,
  startMillrace,
  startServer,
} from './millrace.ts'
export { type RunningPostgres, startPostgres } from './postgres.ts'
export { type RunningS3, startS3 } from './s3.ts'
export { hasSamba, type RunningSamba, startSamba } from './samba.ts'
export { hasRedis, type RunningRedis, startRedis } from './redis.ts'
export { type Command, type Supervised, supervise } from './supervised.ts'
export { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts'
