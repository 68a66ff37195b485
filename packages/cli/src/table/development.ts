import { command, type CommandGroup } from '../command.ts'

/** What brings flows and tasks to a server. */
export const development: CommandGroup['commands'] = {
  deploy: command('Create and update deployments from the project file', async () => (await import('../commands/deploy.ts')).deploy),
  deployment: {
    summary: 'Make and manage deployments',
    alias: 'deployments',
    commands: {
      apply: command('Create or update deployments from YAML files', async () => (await import('../commands/deployment/apply.ts')).apply),
      build: command('Write the YAML file of a deployment of a flow', async () => (await import('../commands/deployment/build.ts')).build),
      delete: command('Delete a deployment', async () => (await import('../commands/deployment/delete.ts')).remove),
      inspect: command('Show a deployment', async () => (await import('../commands/deployment/inspect.ts')).inspect),
      ls: command('List the deployments', async () => (await import('../commands/deployment/ls.ts')).ls),
      'pause-schedule': command(
        'Pause the schedule of a deployment',
        async () => (await import('../commands/deployment/pause-schedule.ts')).pauseSchedule,
      ),
      'resume-schedule': command(
        'Resume the schedule of a deployment',
        async () => (await import('../commands/deployment/pause-schedule.ts')).resumeSchedule,
      ),
      run: command('Create a flow run from a deployment', async () => (await import('../commands/deployment/run.ts')).run),
      schedule: {
        summary: 'Manage the schedules of deployments',
        commands: {
          clear: command(
            'Remove all schedules of a deployment',
            async () => (await import('../commands/deployment/schedule/delete.ts')).clear,
          ),
          create: command('Add a schedule to a deployment', async () => (await import('../commands/deployment/schedule/create.ts')).create),
          delete: command(
            'Remove a schedule of a deployment',
            async () => (await import('../commands/deployment/schedule/delete.ts')).remove,
          ),
          ls: command('List the schedules of a deployment', async () => (await import('../commands/deployment/schedule/ls.ts')).ls),
          pause: command('Pause schedules', async () => (await import('../commands/deployment/schedule/pause.ts')).pause),
          resume: command('Resume schedules', async () => (await import('../commands/deployment/schedule/pause.ts')).resume),
        },
      },
      'set-schedule': command(
        'Set the schedule of a deployment',
        async () => (await import('../commands/deployment/set-schedule.ts')).setSchedule,
      ),
    },
  },
  flow: {
    summary: 'View and serve flows',
    alias: 'flows',
    commands: {
      ls: command('List the flows', async () => (await import('../commands/flow/ls.ts')).ls),
      serve: command('Run what is due of a flow, from here', async () => (await import('../commands/flow/serve.ts')).serve),
      visualize: command(
        'Draw the calls of a flow as a Mermaid flowchart',
        async () => (await import('../commands/flow/visualize.ts')).visualize,
      ),
    },
  },
  init: command('Write the project file of a new project', async () => (await import('../commands/init.ts')).init),
  shell: {
    summary: 'Run shell commands as flows',
    commands: {
      serve: command('Serve a deployment that runs a shell command', async () => (await import('../commands/shell/serve.ts')).serve),
      watch: command('Run a shell command as a flow run', async () => (await import('../commands/shell/watch.ts')).watch),
    },
  },
  task: {
    summary: 'Serve tasks that run in the background',
    commands: {
      serve: command('Run what others ask for by delay', async () => (await import('../commands/task/serve.ts')).serve),
    },
  },
}
