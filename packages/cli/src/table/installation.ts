import { command, type CommandGroup } from '../command.ts'

/** The server, and how one comes to it. */
export const installation: CommandGroup['commands'] = {
  api: command('Make any call of the API', async () => (await import('../commands/api.ts')).api),
  'api-key': {
    summary: 'Manage API keys of programs',
    alias: 'api-keys',
    commands: {
      create: command('Create a key, which is shown this once', async () => (await import('../commands/api-key/create.ts')).create),
      ls: command("List your keys; everybody's, for who administers", async () => (await import('../commands/api-key/ls.ts')).ls),
      revoke: command('End a key at once', async () => (await import('../commands/api-key/revoke.ts')).revoke),
    },
  },
  audit: {
    summary: 'See who did what',
    commands: {
      export: command('Write the audit log out', async () => (await import('../commands/audit/export.ts')).exportEntries),
      ls: command('List what was done, newest first', async () => (await import('../commands/audit/ls.ts')).ls),
      verify: command('Say whether the audit log is as it was written', async () => (await import('../commands/audit/verify.ts')).verify),
    },
  },
  block: {
    summary: 'Manage blocks',
    alias: 'blocks',
    commands: {
      create: command('Say where in the web UI a block is made', async () => (await import('../commands/block/create.ts')).create),
      delete: command('Delete a block', async () => (await import('../commands/block/delete.ts')).remove),
      inspect: command('Show a block', async () => (await import('../commands/block/inspect.ts')).inspect),
      ls: command('List the blocks', async () => (await import('../commands/block/ls.ts')).ls),
      register: command(
        'Tell the server of block types that a file or module exports',
        async () => (await import('../commands/block/register.ts')).register,
      ),
      type: {
        summary: 'Manage types of blocks',
        alias: 'types',
        commands: {
          delete: command('Delete a block type', async () => (await import('../commands/block/type/delete.ts')).remove),
          inspect: command('Show a block type', async () => (await import('../commands/block/type/inspect.ts')).inspect),
          ls: command('List the block types', async () => (await import('../commands/block/type/ls.ts')).ls),
        },
      },
    },
  },
  config: {
    summary: 'View and change settings',
    commands: {
      set: command('Set settings in the active profile', async () => (await import('../commands/config/set.ts')).set),
      unset: command('Remove settings from the active profile', async () => (await import('../commands/config/unset.ts')).unset),
      validate: command(
        'Read all settings and say what is wrong with them',
        async () => (await import('../commands/config/validate.ts')).validate,
      ),
      view: command('Show the settings in force and where they come from', async () => (await import('../commands/config/view.ts')).view),
    },
  },
  dashboard: {
    summary: 'Go to the web UI',
    commands: {
      open: command('Open the web UI in the browser', async () => (await import('../commands/dashboard/open.ts')).open),
    },
  },
  doctor: command(
    'Say what is wrong with the server, and which runs are stuck',
    async () => (await import('../commands/doctor.ts')).doctor,
  ),
  kubernetes: {
    summary: 'Run Millrace in a Kubernetes cluster',
    commands: {
      manifest: {
        summary: 'Print manifests for kubectl apply',
        commands: {
          'flow-run-job': command(
            'Print the job that a kubernetes-job block starts from',
            async () => (await import('../commands/kubernetes/manifest/flow-run-job.ts')).flowRunJob,
          ),
          server: command('Print what runs a server', async () => (await import('../commands/kubernetes/manifest/server.ts')).server),
          worker: command('Print what runs a worker', async () => (await import('../commands/kubernetes/manifest/worker.ts')).worker),
        },
      },
    },
  },
  profile: {
    summary: 'Manage profiles of settings',
    alias: 'profiles',
    commands: {
      create: command('Create a profile', async () => (await import('../commands/profile/create.ts')).create),
      delete: command('Delete a profile', async () => (await import('../commands/profile/delete.ts')).remove),
      inspect: command('Show the settings of a profile', async () => (await import('../commands/profile/inspect.ts')).inspect),
      ls: command('List the profiles', async () => (await import('../commands/profile/ls.ts')).ls),
      'populate-defaults': command(
        'Add the profiles to begin with',
        async () => (await import('../commands/profile/populate-defaults.ts')).populateDefaults,
      ),
      rename: command('Rename a profile', async () => (await import('../commands/profile/rename.ts')).rename),
      use: command('Make a profile the active one', async () => (await import('../commands/profile/use.ts')).use),
    },
  },
  server: {
    summary: 'Start the API server and look at it',
    commands: {
      'create-admin': command(
        'Create the first user who may administer, straight in the database',
        async () => (await import('../commands/server/create-admin.ts')).createAdmin,
      ),
      database: {
        summary: 'Back up the database, and put it back',
        commands: {
          backup: command(
            'Copy the SQLite database while it is in use',
            async () => (await import('../commands/server/database/backup.ts')).backup,
          ),
          restore: command(
            'Put the SQLite database back as it is in a backup',
            async () => (await import('../commands/server/database/restore.ts')).restore,
          ),
        },
      },
      services: {
        summary: 'Look at the background services of the server',
        commands: {
          list: command('The same as ls', async () => (await import('../commands/server/services/ls.ts')).ls),
          ls: command(
            'List the services, and how their last turn went',
            async () => (await import('../commands/server/services/ls.ts')).ls,
          ),
        },
      },
      start: command('Start the API server', async () => (await import('../commands/server/start.ts')).start),
      stop: command('End the server that runs in the background', async () => (await import('../commands/server/stop.ts')).stop),
      status: command('Say whether the server answers', async () => (await import('../commands/server/status.ts')).status),
    },
  },
  user: {
    summary: 'Manage users',
    alias: 'users',
    commands: {
      create: command('Create a user', async () => (await import('../commands/user/create.ts')).create),
      delete: command('Delete a user', async () => (await import('../commands/user/delete.ts')).remove),
      ls: command('List the users', async () => (await import('../commands/user/ls.ts')).ls),
      update: command(
        'Change the role or password of a user, or disable them',
        async () => (await import('../commands/user/update.ts')).update,
      ),
    },
  },
  variable: {
    summary: 'Manage variables',
    alias: 'variables',
    commands: {
      delete: command('The same as unset', async () => (await import('../commands/variable/unset.ts')).unset),
      get: command('Print the value of a variable', async () => (await import('../commands/variable/get.ts')).get),
      inspect: command('Show a variable', async () => (await import('../commands/variable/inspect.ts')).inspect),
      ls: command('List the variables', async () => (await import('../commands/variable/ls.ts')).ls),
      set: command('Set a variable', async () => (await import('../commands/variable/set.ts')).set),
      unset: command('Delete a variable', async () => (await import('../commands/variable/unset.ts')).unset),
    },
  },
  version: command('Print the versions of Millrace, its API and Node.js', async () => (await import('../commands/version.ts')).version),
}
