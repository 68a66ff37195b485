import { z } from 'zod'
import { bool, int, optionalText, seconds, setting, text } from '../../setting.ts'
import { logLevel } from '../logging.ts'

const api = {
  host: setting(text, '127.0.0.1', 'Address to listen on.'),
  port: setting(int.min(0).max(65_535), 4200, 'Port to listen on; 0 takes a free one.'),
  authString: setting(optionalText, null, 'user:password that every call must carry.', { secret: true }),
  keepaliveTimeout: setting(seconds, 5, 'Seconds that an idle connection stays open.'),
  defaultLimit: setting(int.min(1), 200, 'Most objects in one page.', { aliases: ['API_DEFAULT_LIMIT'] }),
  csrfProtectionEnabled: setting(bool, false, 'Ask for CSRF tokens.', { aliases: ['SERVER_CSRF_PROTECTION_ENABLED'] }),
  corsAllowedOrigins: setting(text, '', 'Origins of other sites that may call the API, by comma; empty: none.', {
    aliases: ['SERVER_CORS_ALLOWED_ORIGINS'],
  }),
  maxParameterSize: setting(int.min(1), 524_288, 'Most bytes of the parameters of one run.'),
}

const database = {
  connectionUrl: setting(
    optionalText,
    (home) => `sqlite:///${home}/millrace.db`,
    "sqlite:///PATH or postgresql://user:password@host:port/name; Prefect's sqlite+aiosqlite: and postgresql+asyncpg: are read too.",
    { secret: true, aliases: ['API_DATABASE_CONNECTION_URL'] },
  ),
  synchronous: setting(
    z
      .string()
      .toUpperCase()
      .pipe(z.enum(['FULL', 'NORMAL', 'OFF'])),
    'FULL',
    'When SQLite flushes to disk: FULL survives power loss, NORMAL a crash of the process.',
  ),
  timeout: setting(seconds, 10, 'Seconds that a statement may take on Postgres.', { aliases: ['API_DATABASE_TIMEOUT'] }),
  poolSize: setting(int.min(1), 10, 'Most connections to Postgres.', { aliases: ['SQLALCHEMY_POOL_SIZE'] }),
  migrateOnStart: setting(bool, true, 'Bring the database up to date at start.', { aliases: ['API_DATABASE_MIGRATE_ON_START'] }),
}

const services = {
  scheduler: {
    enabled: setting(bool, true, 'Make the runs of schedules.', { aliases: ['API_SERVICES_SCHEDULER_ENABLED'] }),
    loopSeconds: setting(seconds, 60, 'Seconds between two turns over all deployments.', {
      aliases: ['API_SERVICES_SCHEDULER_LOOP_SECONDS'],
    }),
    recentDeploymentsLoopSeconds: setting(seconds, 5, 'Seconds between two turns over deployments that changed.'),
    deploymentBatchSize: setting(int.min(1), 100, 'Deployments handled in one transaction.', {
      aliases: ['API_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE'],
    }),
    maxRuns: setting(int.min(1), 100, 'Most runs made ahead for one schedule.', { aliases: ['API_SERVICES_SCHEDULER_MAX_RUNS'] }),
    minRuns: setting(int.min(0), 3, 'Least runs made ahead for one schedule.', { aliases: ['API_SERVICES_SCHEDULER_MIN_RUNS'] }),
    maxScheduledTime: setting(seconds, 8_640_000, 'Seconds ahead beyond which no run is made.', {
      aliases: ['API_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME'],
    }),
    minScheduledTime: setting(seconds, 3600, 'Seconds ahead that the runs reach at least.', {
      aliases: ['API_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME'],
    }),
  },
  lateRuns: {
    enabled: setting(bool, true, 'Mark runs that nobody started as Late.', { aliases: ['API_SERVICES_LATE_RUNS_ENABLED'] }),
    loopSeconds: setting(seconds, 5, 'Seconds between two turns.', { aliases: ['API_SERVICES_LATE_RUNS_LOOP_SECONDS'] }),
    afterSeconds: setting(seconds, 15, 'Seconds after its time at which a run is late.', {
      aliases: ['API_SERVICES_LATE_RUNS_AFTER_SECONDS'],
    }),
  },
  foreman: {
    workQueueLastPolledTimeoutSeconds: setting(seconds, 60, 'Seconds after its last poll at which a queue is NOT_READY.', {
      aliases: ['API_SERVICES_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS'],
    }),
    deploymentLastPolledTimeoutSeconds: setting(seconds, 60, 'Seconds after its last poll at which a deployment is NOT_READY.', {
      aliases: ['API_SERVICES_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS'],
    }),
    inactivityHeartbeatMultiple: setting(int.min(1), 3, 'Heartbeats that a worker may miss before it is OFFLINE.', {
      aliases: ['API_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE'],
    }),
    fallbackHeartbeatIntervalSeconds: setting(seconds, 30, 'Seconds between heartbeats of a worker that does not say.', {
      aliases: ['API_SERVICES_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS'],
    }),
  },
}

/** The API server. */
export const server = {
  api,
  database,
  services,
  loggingLevel: setting(logLevel, 'WARNING', 'The least level that the server logs.', {
    aliases: ['LOGGING_SERVER_LEVEL', 'SERVER_LOGGING_LEVEL'],
  }),
  registerBlocksOnStart: setting(bool, true, 'Register the built-in block types at start.', { aliases: ['API_BLOCKS_REGISTER_ON_START'] }),
  deploymentScheduleMaxScheduledRuns: setting(int.min(1), 50, 'Runs made ahead at most when a deployment is scheduled by hand.', {
    aliases: ['DEPLOYMENT_SCHEDULE_MAX_SCHEDULED_RUNS'],
  }),
  taskRunTagConcurrencySlotWaitSeconds: setting(seconds, 30, 'Seconds a task waits before it asks again for a concurrency slot.', {
    aliases: ['SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS', 'TASK_RUN_TAG_CONCURRENCY_SLOT_WAIT_SECONDS'],
  }),
}
