import { command, type CommandGroup } from './command.ts'
import { createContext } from './context.ts'
import type { Io } from './io.ts'
import { runProgram } from './program.ts'
import { reportError } from './report-error.ts'
import { rewriteArguments } from './arguments.ts'

/** Every command: its words, what the help says of it, and the file that is loaded when it is called. */
const COMMANDS: CommandGroup = {
  summary: "Workflow orchestration for TypeScript that speaks Prefect's protocol",
  commands: {
    agent: {
      summary: 'Run agents, workers that poll work queues',
      commands: {
        start: command(
          'Start an agent that polls work queues for flow runs',
          async () => (await import('./commands/agent/start.ts')).start,
        ),
      },
    },
    block: {
      summary: 'View and delete blocks',
      alias: 'blocks',
      commands: {
        delete: command('Delete a block', async () => (await import('./commands/block/delete.ts')).remove),
        inspect: command('Show a block', async () => (await import('./commands/block/inspect.ts')).inspect),
        ls: command('List the blocks', async () => (await import('./commands/block/ls.ts')).ls),
        type: {
          summary: 'View types of blocks',
          alias: 'types',
          commands: {
            inspect: command('Show a block type', async () => (await import('./commands/block/type/inspect.ts')).inspect),
            ls: command('List the block types', async () => (await import('./commands/block/type/ls.ts')).ls),
          },
        },
      },
    },
    config: {
      summary: 'View and change settings',
      commands: {
        set: command('Set settings in the active profile', async () => (await import('./commands/config/set.ts')).set),
        unset: command('Remove settings from the active profile', async () => (await import('./commands/config/unset.ts')).unset),
        validate: command(
          'Read all settings and say what is wrong with them',
          async () => (await import('./commands/config/validate.ts')).validate,
        ),
        view: command('Show the settings in force and where they come from', async () => (await import('./commands/config/view.ts')).view),
      },
    },
    deploy: command('Create and update deployments from the project file', async () => (await import('./commands/deploy.ts')).deploy),
    deployment: {
      summary: 'Make and manage deployments',
      alias: 'deployments',
      commands: {
        apply: command('Create or update deployments from YAML files', async () => (await import('./commands/deployment/apply.ts')).apply),
        build: command('Write the YAML file of a deployment of a flow', async () => (await import('./commands/deployment/build.ts')).build),
        delete: command('Delete a deployment', async () => (await import('./commands/deployment/delete.ts')).remove),
        inspect: command('Show a deployment', async () => (await import('./commands/deployment/inspect.ts')).inspect),
        ls: command('List the deployments', async () => (await import('./commands/deployment/ls.ts')).ls),
        'pause-schedule': command(
          'Pause the schedule of a deployment',
          async () => (await import('./commands/deployment/pause-schedule.ts')).pauseSchedule,
        ),
        'resume-schedule': command(
          'Resume the schedule of a deployment',
          async () => (await import('./commands/deployment/pause-schedule.ts')).resumeSchedule,
        ),
        run: command('Create a flow run from a deployment', async () => (await import('./commands/deployment/run.ts')).run),
        schedule: {
          summary: 'Manage the schedules of deployments',
          commands: {
            clear: command(
              'Remove all schedules of a deployment',
              async () => (await import('./commands/deployment/schedule/delete.ts')).clear,
            ),
            create: command(
              'Add a schedule to a deployment',
              async () => (await import('./commands/deployment/schedule/create.ts')).create,
            ),
            delete: command(
              'Remove a schedule of a deployment',
              async () => (await import('./commands/deployment/schedule/delete.ts')).remove,
            ),
            ls: command('List the schedules of a deployment', async () => (await import('./commands/deployment/schedule/ls.ts')).ls),
            pause: command('Pause schedules', async () => (await import('./commands/deployment/schedule/pause.ts')).pause),
            resume: command('Resume schedules', async () => (await import('./commands/deployment/schedule/pause.ts')).resume),
          },
        },
        'set-schedule': command(
          'Set the schedule of a deployment',
          async () => (await import('./commands/deployment/set-schedule.ts')).setSchedule,
        ),
      },
    },
    flow: {
      summary: 'View flows',
      alias: 'flows',
      commands: {
        ls: command('List the flows', async () => (await import('./commands/flow/ls.ts')).ls),
      },
    },
    'flow-run': {
      summary: 'View and control flow runs',
      alias: 'flow-runs',
      commands: {
        'call-hooks': command(
          'Call the hooks of a flow run whose process was killed',
          async () => (await import('./commands/flow-run/call-hooks.ts')).callHooks,
        ),
        cancel: command('Cancel a flow run', async () => (await import('./commands/flow-run/cancel.ts')).cancel),
        delete: command('Delete a flow run', async () => (await import('./commands/flow-run/delete.ts')).remove),
        execute: command('Execute a flow run in this process', async () => (await import('./commands/flow-run/execute.ts')).execute),
        explain: command('Say why a flow run is where it is', async () => (await import('./commands/flow-run/explain.ts')).explain),
        inspect: command('Show a flow run', async () => (await import('./commands/flow-run/inspect.ts')).inspect),
        logs: command('Print the log lines of a flow run', async () => (await import('./commands/flow-run/logs.ts')).logs),
        ls: command('List flow runs, newest first', async () => (await import('./commands/flow-run/ls.ts')).ls),
        resume: command('Let a paused flow run go on', async () => (await import('./commands/flow-run/resume.ts')).resume),
        retry: command(
          'Begin a finished flow run again, from a task on if need be',
          async () => (await import('./commands/flow-run/retry.ts')).retry,
        ),
        watch: command('Follow a flow run until it has ended', async () => (await import('./commands/flow-run/watch.ts')).watch),
      },
    },
    init: command('Write the project file of a new project', async () => (await import('./commands/init.ts')).init),
    kubernetes: {
      summary: 'Run Millrace in a Kubernetes cluster',
      commands: {
        manifest: {
          summary: 'Print manifests for kubectl apply',
          commands: {
            'flow-run-job': command(
              'Print the job that a kubernetes-job block starts from',
              async () => (await import('./commands/kubernetes/manifest/flow-run-job.ts')).flowRunJob,
            ),
            server: command('Print what runs a server', async () => (await import('./commands/kubernetes/manifest/server.ts')).server),
            worker: command('Print what runs a worker', async () => (await import('./commands/kubernetes/manifest/worker.ts')).worker),
          },
        },
      },
    },
    profile: {
      summary: 'Manage profiles of settings',
      alias: 'profiles',
      commands: {
        create: command('Create a profile', async () => (await import('./commands/profile/create.ts')).create),
        delete: command('Delete a profile', async () => (await import('./commands/profile/delete.ts')).remove),
        inspect: command('Show the settings of a profile', async () => (await import('./commands/profile/inspect.ts')).inspect),
        ls: command('List the profiles', async () => (await import('./commands/profile/ls.ts')).ls),
        rename: command('Rename a profile', async () => (await import('./commands/profile/rename.ts')).rename),
        use: command('Make a profile the active one', async () => (await import('./commands/profile/use.ts')).use),
      },
    },
    results: {
      summary: 'Look after persisted results',
      alias: 'result',
      commands: {
        clean: command('Delete results that are old', async () => (await import('./commands/results/clean.ts')).clean),
      },
    },
    server: {
      summary: 'Start the API server and look at it',
      commands: {
        start: command('Start the API server', async () => (await import('./commands/server/start.ts')).start),
        stop: command('End the server that runs in the background', async () => (await import('./commands/server/stop.ts')).stop),
        status: command('Say whether the server answers', async () => (await import('./commands/server/status.ts')).status),
      },
    },
    'task-runner': {
      summary: 'Run nodes, which run the tasks of flows on several machines',
      alias: 'task-runners',
      commands: {
        ls: command('List the nodes, and what waits for them', async () => (await import('./commands/task-runner/ls.ts')).ls),
        start: command('Start a node that runs tasks', async () => (await import('./commands/task-runner/start.ts')).start),
      },
    },
    'task-run': {
      summary: 'View task runs',
      alias: 'task-runs',
      commands: {
        inspect: command('Show a task run', async () => (await import('./commands/task-run/inspect.ts')).inspect),
        logs: command('Print the log lines of a task run', async () => (await import('./commands/task-run/logs.ts')).logs),
        ls: command('List task runs, newest first', async () => (await import('./commands/task-run/ls.ts')).ls),
      },
    },
    variable: {
      summary: 'Manage variables',
      alias: 'variables',
      commands: {
        delete: command('The same as unset', async () => (await import('./commands/variable/unset.ts')).unset),
        get: command('Print the value of a variable', async () => (await import('./commands/variable/get.ts')).get),
        inspect: command('Show a variable', async () => (await import('./commands/variable/inspect.ts')).inspect),
        ls: command('List the variables', async () => (await import('./commands/variable/ls.ts')).ls),
        set: command('Set a variable', async () => (await import('./commands/variable/set.ts')).set),
        unset: command('Delete a variable', async () => (await import('./commands/variable/unset.ts')).unset),
      },
    },
    version: command('Print the versions of Millrace, its API and Node.js', async () => (await import('./commands/version.ts')).version),
    'work-pool': {
      summary: 'Manage work pools',
      alias: 'work-pools',
      commands: {
        'clear-concurrency-limit': command(
          'Remove the concurrency limit of a work pool',
          async () => (await import('./commands/work-pool/change.ts')).clearConcurrencyLimit,
        ),
        create: command('Create a work pool', async () => (await import('./commands/work-pool/create.ts')).create),
        delete: command('Delete a work pool', async () => (await import('./commands/work-pool/delete.ts')).remove),
        'get-default-base-job-template': command(
          'Print the default base job template of a type',
          async () => (await import('./commands/work-pool/get-default-base-job-template.ts')).getDefaultBaseJobTemplate,
        ),
        inspect: command('Show a work pool', async () => (await import('./commands/work-pool/inspect.ts')).inspect),
        ls: command('List the work pools', async () => (await import('./commands/work-pool/ls.ts')).ls),
        pause: command('Pause a work pool', async () => (await import('./commands/work-pool/change.ts')).pause),
        preview: command(
          'Show the runs that a work pool will start',
          async () => (await import('./commands/work-pool/preview.ts')).preview,
        ),
        resume: command('Resume a work pool', async () => (await import('./commands/work-pool/change.ts')).resume),
        'set-concurrency-limit': command(
          'Limit how many runs of a work pool run at once',
          async () => (await import('./commands/work-pool/change.ts')).setConcurrencyLimit,
        ),
        update: command('Change a work pool', async () => (await import('./commands/work-pool/change.ts')).update),
      },
    },
    'work-queue': {
      summary: 'Manage work queues',
      alias: 'work-queues',
      commands: {
        'clear-concurrency-limit': command(
          'Remove the concurrency limit of a work queue',
          async () => (await import('./commands/work-queue/change.ts')).clearConcurrencyLimit,
        ),
        create: command('Create a work queue', async () => (await import('./commands/work-queue/create.ts')).create),
        delete: command('Delete a work queue', async () => (await import('./commands/work-queue/change.ts')).remove),
        inspect: command('Show a work queue', async () => (await import('./commands/work-queue/inspect.ts')).inspect),
        ls: command('List the work queues', async () => (await import('./commands/work-queue/ls.ts')).ls),
        pause: command('Pause a work queue', async () => (await import('./commands/work-queue/change.ts')).pause),
        preview: command('Show the runs that a work queue will start', async () => (await import('./commands/work-queue/runs.ts')).preview),
        'read-runs': command(
          'Show the runs of a work queue that are due',
          async () => (await import('./commands/work-queue/runs.ts')).readRuns,
        ),
        resume: command('Resume a work queue', async () => (await import('./commands/work-queue/change.ts')).resume),
        'set-concurrency-limit': command(
          'Limit how many runs of a work queue run at once',
          async () => (await import('./commands/work-queue/change.ts')).setConcurrencyLimit,
        ),
      },
    },
    worker: {
      summary: 'Run workers',
      commands: {
        start: command(
          'Start a worker that polls a work pool for flow runs',
          async () => (await import('./commands/worker/start.ts')).start,
        ),
      },
    },
  },
}

/** Runs the command line `argv`, without `node` and the script, and resolves to its exit code: 0 done, 1 failed, 2 wrong usage. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const context = createContext(io)
  try {
    return await runProgram(COMMANDS, rewriteArguments(argv), context)
  } catch (error) {
    return await reportError(error, context)
  } finally {
    await context.close()
  }
}
