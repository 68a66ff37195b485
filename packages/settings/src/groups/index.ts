import { setting } from '../setting.ts'
import { optionalText, text } from '../values.ts'
import { api } from './api.ts'
import { cli } from './cli.ts'
import { client } from './client.ts'
import { flows, tasks } from './flows.ts'
import { logging } from './logging.ts'
import { results } from './results.ts'
import { runner } from './runner.ts'
import { server } from './server/index.ts'
import { worker } from './worker.ts'

/** Every setting of Millrace. */
export const groups = {
  home: setting(text, (home) => home, 'Folder of profiles, database and local storage.', { own: true }),
  profile: setting(optionalText, null, 'The profile to use instead of the active one.', { own: true }),
  defaultWorkPoolName: setting(optionalText, null, 'Work pool of deployments that name none.', {
    aliases: ['DEPLOYMENTS_DEFAULT_WORK_POOL_NAME'],
  }),
  uiUrl: setting(optionalText, null, 'URL of the UI in what commands print. Unset: that of the API without /api.', {
    aliases: ['SERVER_UI_URL'],
  }),
  api,
  cli,
  client,
  flows,
  logging,
  results,
  runner,
  server,
  tasks,
  worker,
}
