import { command, type CommandGroup } from '../command.ts'

/** What came of flows and tasks, and what happens because of it. */
export const observation: CommandGroup['commands'] = {
  artifact: {
    summary: 'View and delete artifacts',
    alias: 'artifacts',
    commands: {
      delete: command('Delete artifacts', async () => (await import('../commands/artifact/delete.ts')).remove),
      inspect: command('Show the artifacts of a key', async () => (await import('../commands/artifact/inspect.ts')).inspect),
      ls: command('List the artifacts', async () => (await import('../commands/artifact/ls.ts')).ls),
    },
  },
  automation: {
    summary: 'Manage automations',
    alias: 'automations',
    commands: {
      create: command('Create automations', async () => (await import('../commands/automation/create.ts')).create),
      'dead-letters': {
        summary: 'Events and actions that were tried too often and set aside',
        commands: {
          drop: command('Give up what was set aside', async () => (await import('../commands/automation/dead-letters/settle.ts')).drop),
          ls: command('List what was set aside', async () => (await import('../commands/automation/dead-letters/ls.ts')).ls),
          retry: command('Try what was set aside anew', async () => (await import('../commands/automation/dead-letters/settle.ts')).retry),
        },
      },
      delete: command('Delete automations', async () => (await import('../commands/automation/delete.ts')).remove),
      disable: command('The same as pause', async () => (await import('../commands/automation/switch.ts')).pause),
      enable: command('The same as resume', async () => (await import('../commands/automation/switch.ts')).resume),
      inspect: command('Show an automation', async () => (await import('../commands/automation/inspect.ts')).inspect),
      ls: command('List the automations', async () => (await import('../commands/automation/ls.ts')).ls),
      pause: command('Switch an automation off', async () => (await import('../commands/automation/switch.ts')).pause),
      resume: command('Switch an automation on', async () => (await import('../commands/automation/switch.ts')).resume),
      update: command('Change an automation', async () => (await import('../commands/automation/update.ts')).update),
    },
  },
  event: {
    summary: 'Follow events, and tell of them',
    alias: 'events',
    commands: {
      emit: command('Tell the server of an event', async () => (await import('../commands/event/emit.ts')).emit),
      stream: command('Print events as they happen', async () => (await import('../commands/event/stream.ts')).stream),
    },
  },
  'flow-run': {
    summary: 'View and control flow runs',
    alias: 'flow-runs',
    commands: {
      'call-hooks': command(
        'Call the hooks of a flow run whose process was killed',
        async () => (await import('../commands/flow-run/call-hooks.ts')).callHooks,
      ),
      cancel: command('Cancel a flow run', async () => (await import('../commands/flow-run/cancel.ts')).cancel),
      delete: command('Delete a flow run', async () => (await import('../commands/flow-run/delete.ts')).remove),
      execute: command('Execute a flow run in this process', async () => (await import('../commands/flow-run/execute.ts')).execute),
      explain: command('Say why a flow run is where it is', async () => (await import('../commands/flow-run/explain.ts')).explain),
      inspect: command('Show a flow run', async () => (await import('../commands/flow-run/inspect.ts')).inspect),
      logs: command('Print the log lines of a flow run', async () => (await import('../commands/flow-run/logs.ts')).logs),
      ls: command('List flow runs, newest first', async () => (await import('../commands/flow-run/ls.ts')).ls),
      resume: command('Let a paused flow run go on', async () => (await import('../commands/flow-run/resume.ts')).resume),
      retry: command(
        'Begin a finished flow run again, from a task on if need be',
        async () => (await import('../commands/flow-run/retry.ts')).retry,
      ),
      watch: command('Follow a flow run until it has ended', async () => (await import('../commands/flow-run/watch.ts')).watch),
    },
  },
  results: {
    summary: 'Look after persisted results',
    alias: 'result',
    commands: {
      clean: command('Delete results that are old', async () => (await import('../commands/results/clean.ts')).clean),
    },
  },
  'task-run': {
    summary: 'View task runs',
    alias: 'task-runs',
    commands: {
      inspect: command('Show a task run', async () => (await import('../commands/task-run/inspect.ts')).inspect),
      logs: command('Print the log lines of a task run', async () => (await import('../commands/task-run/logs.ts')).logs),
      ls: command('List task runs, newest first', async () => (await import('../commands/task-run/ls.ts')).ls),
    },
  },
}
