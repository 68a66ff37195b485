import { command, type CommandGroup } from '../command.ts'

/** Where runs are taken from, who takes them, and how many at once. */
export const work: CommandGroup['commands'] = {
  agent: {
    summary: 'Run agents, workers that poll work queues',
    commands: {
      start: command('Start an agent that polls work queues for flow runs', async () => (await import('../commands/agent/start.ts')).start),
    },
  },
  'concurrency-limit': {
    summary: 'Manage concurrency limits of task runs, by their tags',
    alias: 'concurrency-limits',
    commands: {
      create: command(
        'Limit how many task runs with a tag run at once',
        async () => (await import('../commands/concurrency-limit/create.ts')).create,
      ),
      delete: command('Delete the limit of a tag', async () => (await import('../commands/concurrency-limit/delete.ts')).remove),
      inspect: command(
        'Show the limit of a tag, and who holds its slots',
        async () => (await import('../commands/concurrency-limit/inspect.ts')).inspect,
      ),
      ls: command('List the limits of tags', async () => (await import('../commands/concurrency-limit/ls.ts')).ls),
      reset: command('Free the slots of a tag', async () => (await import('../commands/concurrency-limit/reset.ts')).reset),
    },
  },
  'global-concurrency-limit': {
    summary: 'Manage global concurrency limits',
    alias: 'gcl',
    commands: {
      create: command(
        'Create a global concurrency limit',
        async () => (await import('../commands/global-concurrency-limit/create.ts')).create,
      ),
      delete: command(
        'Delete a global concurrency limit',
        async () => (await import('../commands/global-concurrency-limit/delete.ts')).remove,
      ),
      disable: command(
        'Let everybody pass a global concurrency limit',
        async () => (await import('../commands/global-concurrency-limit/switch.ts')).disable,
      ),
      enable: command(
        'Let a global concurrency limit count again',
        async () => (await import('../commands/global-concurrency-limit/switch.ts')).enable,
      ),
      inspect: command(
        'Show a global concurrency limit, and who holds its slots',
        async () => (await import('../commands/global-concurrency-limit/inspect.ts')).inspect,
      ),
      ls: command('List the global concurrency limits', async () => (await import('../commands/global-concurrency-limit/ls.ts')).ls),
      update: command(
        'Change a global concurrency limit',
        async () => (await import('../commands/global-concurrency-limit/update.ts')).update,
      ),
    },
  },
  'task-runner': {
    summary: 'Run nodes, which run the tasks of flows on several machines',
    alias: 'task-runners',
    commands: {
      ls: command('List the nodes, and what waits for them', async () => (await import('../commands/task-runner/ls.ts')).ls),
      start: command('Start a node that runs tasks', async () => (await import('../commands/task-runner/start.ts')).start),
    },
  },
  'work-pool': {
    summary: 'Manage work pools',
    alias: 'work-pools',
    commands: {
      'clear-concurrency-limit': command(
        'Remove the concurrency limit of a work pool',
        async () => (await import('../commands/work-pool/change.ts')).clearConcurrencyLimit,
      ),
      create: command('Create a work pool', async () => (await import('../commands/work-pool/create.ts')).create),
      delete: command('Delete a work pool', async () => (await import('../commands/work-pool/delete.ts')).remove),
      'get-default-base-job-template': command(
        'Print the default base job template of a type',
        async () => (await import('../commands/work-pool/get-default-base-job-template.ts')).getDefaultBaseJobTemplate,
      ),
      inspect: command('Show a work pool', async () => (await import('../commands/work-pool/inspect.ts')).inspect),
      ls: command('List the work pools', async () => (await import('../commands/work-pool/ls.ts')).ls),
      pause: command('Pause a work pool', async () => (await import('../commands/work-pool/change.ts')).pause),
      preview: command('Show the runs that a work pool will start', async () => (await import('../commands/work-pool/preview.ts')).preview),
      resume: command('Resume a work pool', async () => (await import('../commands/work-pool/change.ts')).resume),
      'set-concurrency-limit': command(
        'Limit how many runs of a work pool run at once',
        async () => (await import('../commands/work-pool/change.ts')).setConcurrencyLimit,
      ),
      slots: command('Show which runs hold the slots of a work pool', async () => (await import('../commands/work-pool/slots.ts')).slots),
      update: command('Change a work pool', async () => (await import('../commands/work-pool/change.ts')).update),
    },
  },
  'work-queue': {
    summary: 'Manage work queues',
    alias: 'work-queues',
    commands: {
      'clear-concurrency-limit': command(
        'Remove the concurrency limit of a work queue',
        async () => (await import('../commands/work-queue/change.ts')).clearConcurrencyLimit,
      ),
      create: command('Create a work queue', async () => (await import('../commands/work-queue/create.ts')).create),
      delete: command('Delete a work queue', async () => (await import('../commands/work-queue/change.ts')).remove),
      inspect: command('Show a work queue', async () => (await import('../commands/work-queue/inspect.ts')).inspect),
      ls: command('List the work queues', async () => (await import('../commands/work-queue/ls.ts')).ls),
      pause: command('Pause a work queue', async () => (await import('../commands/work-queue/change.ts')).pause),
      preview: command('Show the runs that a work queue will start', async () => (await import('../commands/work-queue/runs.ts')).preview),
      'read-runs': command(
        'Show the runs of a work queue that are due',
        async () => (await import('../commands/work-queue/runs.ts')).readRuns,
      ),
      resume: command('Resume a work queue', async () => (await import('../commands/work-queue/change.ts')).resume),
      'set-concurrency-limit': command(
        'Limit how many runs of a work queue run at once',
        async () => (await import('../commands/work-queue/change.ts')).setConcurrencyLimit,
      ),
      slots: command('Show which runs hold the slots of a work queue', async () => (await import('../commands/work-queue/slots.ts')).slots),
    },
  },
  worker: {
    summary: 'Run workers',
    commands: {
      start: command(
        'Start a worker that polls a work pool for flow runs',
        async () => (await import('../commands/worker/start.ts')).start,
      ),
    },
  },
}
