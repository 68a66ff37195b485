import type { Client } from '@millrace/client'
import type { Locator, Page } from 'playwright-core'
import type { Generation } from './peers.ts'

/** What somebody does in Prefect's web UI, and how the server shows that it was done. */
export interface Click {
  readonly what: string
  /** Only this generation's UI has it, or has it in this way. */
  readonly only?: Generation
  go(page: Page, at: ClickedAt): Promise<void>
  /** Whether the server has it. */
  done(client: Client, at: ClickedAt): Promise<boolean>
}

export interface ClickedAt {
  readonly origin: string
  readonly generation: Generation
  readonly deployment: string
  /** A run that goes on, and one that failed. */
  readonly running: string
  readonly failed: string
}

/** The field of a form by its label: Prefect's labels are beside their fields, not tied to them. */
const field = (within: Page | Locator, label: string): Locator =>
  within.locator('.p-label', { hasText: label }).locator('input:visible, textarea:visible, .cm-content:visible').first()

const modal = (page: Page): Locator => page.locator('.p-modal:visible')

const runPage = ({ origin, generation }: ClickedAt, id: string): string =>
  `${origin}/${generation === 2 ? 'flow-runs' : 'runs'}/flow-run/${id}`

const deploymentPage = ({ origin, deployment }: ClickedAt): string => `${origin}/deployments/deployment/${deployment}`

const stateOf = async (client: Client, id: string): Promise<string | null> => (await client.flowRuns.read({ params: { id } })).state_name

const runsOf = (client: Client, { deployment }: ClickedAt): Promise<number> =>
  client.flowRuns.count({ body: { deployments: { id: { any_: [deployment] } }, flow_runs: { state: { name: { any_: ['Scheduled'] } } } } })

/** True for what answers, false for what is not there. */
const isThere = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => true,
    () => false,
  )

/** In this order: what is deleted last is used before. */
export const CLICKS: readonly Click[] = [
  {
    what: 'a run is cancelled',
    async go(page, at) {
      await page.goto(runPage(at, at.running))
      await page.getByRole('button', { name: 'Cancel', exact: true }).first().click()
      await modal(page)
        .getByRole('button', { name: /Confirm|Cancel/ })
        .first()
        .click()
    },
    done: async (client, { running }) => (await stateOf(client, running)) === 'Cancelling',
  },
  {
    what: 'a run is retried',
    async go(page, at) {
      await page.goto(runPage(at, at.failed))
      await page.getByRole('button', { name: 'Retry' }).first().click()
      await modal(page).getByRole('button', { name: 'Retry' }).last().click()
    },
    done: async (client, { failed }) => (await stateOf(client, failed)) === 'AwaitingRetry',
  },
  {
    what: 'a deployment is run at once',
    async go(page, at) {
      await page.goto(deploymentPage(at))
      await page.getByRole('button', { name: 'Run', exact: true }).first().click()
      await page.getByText('Quick run').click()
    },
    done: async (client, at) => (await runsOf(client, at)) >= 1,
  },
  {
    what: 'a deployment is run with values of its own',
    async go(page, at) {
      await page.goto(`${deploymentPage(at)}/run`)
      await page.getByRole('button', { name: 'Submit' }).click()
    },
    done: async (client, at) => (await runsOf(client, at)) >= 2,
  },
  {
    what: 'a schedule is added',
    async go(page, at) {
      await page.goto(deploymentPage(at))
      await page.getByRole('button', { name: 'Schedule', exact: true }).last().click()
      await modal(page).getByRole('button', { name: 'Save' }).click()
    },
    done: async (client, { deployment }) => (await client.deployments.read({ params: { id: deployment } })).schedules.length === 2,
  },
  {
    what: 'a schedule, or in 2.20 the deployment, is paused',
    async go(page, at) {
      await page.goto(deploymentPage(at))
      await page.locator('.p-toggle:visible').first().click()
    },
    async done(client, { deployment }) {
      const { paused, schedules } = await client.deployments.read({ params: { id: deployment } })
      return paused || schedules.some(({ active }) => !active)
    },
  },
  {
    what: 'a deployment is changed',
    async go(page, at) {
      await page.goto(`${deploymentPage(at)}/edit`)
      await field(page, 'Description').fill('clicked')
      await page.getByRole('button', { name: 'Save' }).last().click()
    },
    done: async (client, { deployment }) => (await client.deployments.read({ params: { id: deployment } })).description === 'clicked',
  },
  {
    what: 'a work pool is made',
    async go(page, { origin }) {
      await page.goto(`${origin}/work-pools/create`)
      await page.getByText('Process').first().click()
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByLabel('Name').fill('clicked-pool')
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByRole('button', { name: 'Create' }).click()
    },
    done: (client) => isThere(client.workPools.read({ params: { name: 'clicked-pool' } })),
  },
  {
    what: 'a work queue is made',
    async go(page, { origin }) {
      await page.goto(`${origin}/work-pools/work-pool/ui-pool/queue/create`)
      await page.getByLabel('Name').fill('clicked-queue')
      await page
        .getByRole('button', { name: /Create|Save/ })
        .last()
        .click()
    },
    done: async (client) =>
      (await client.workPools.filterQueues({ params: { work_pool_name: 'ui-pool' }, body: {} })).some(
        ({ name }) => name === 'clicked-queue',
      ),
  },
  {
    what: 'a block is made',
    async go(page, { origin }) {
      await page.goto(`${origin}/blocks/catalog/slack-webhook/create`)
      await field(page, 'Block Name').fill('clicked-slack')
      await field(page, 'Webhook URL').fill('https://hooks.example.com/x')
      await page.getByRole('button', { name: 'Create' }).last().click()
    },
    done: async (client) => (await client.blockDocuments.filter({ body: {} })).some(({ name }) => name === 'clicked-slack'),
  },
  {
    what: 'a variable is made',
    async go(page, { origin, generation }) {
      await page.goto(`${origin}/variables`)
      await page.locator('.page-heading button:visible').first().click()
      await field(modal(page), 'Name').fill('clicked_variable')
      await field(modal(page), 'Value').fill(generation === 2 ? 'x' : '"x"')
      await modal(page).getByRole('button', { name: 'Create' }).last().click()
    },
    done: (client) => isThere(client.variables.readByName({ params: { name: 'clicked_variable' } })),
  },
  {
    what: 'a concurrency limit is made',
    async go(page, { origin }) {
      await page.goto(`${origin}/concurrency-limits`)
      await page
        .locator('.page-heading button:visible, .concurrency-limits-page-heading button:visible, header button:visible')
        .first()
        .click()
      await field(modal(page), 'Name').fill('clicked-limit')
      await field(modal(page), 'Concurrency Limit').fill('5')
      await modal(page).getByRole('button', { name: 'Create' }).click()
    },
    done: (client) => isThere(client.concurrencyLimitsV2.read({ params: { id_or_name: 'clicked-limit' } })),
  },
  {
    what: 'an automation is made',
    only: 2,
    async go(page, { origin }) {
      await page.goto(`${origin}/automations/create`)
      await page.locator('.p-select-button:visible').first().click()
      await page.getByText('Flow run state', { exact: true }).click()
      await page.getByRole('button', { name: 'Next' }).click()
      await page.locator('.p-label', { hasText: 'Action Type' }).locator('.p-select-button').click()
      await page.getByText('Cancel a flow run').click()
      await page.getByRole('button', { name: 'Next' }).click()
      await field(page, 'Automation Name').fill('clicked-automation')
      await page
        .getByRole('button', { name: /Save|Create/ })
        .last()
        .click()
    },
    done: async (client) => (await client.automations.filter({ body: {} })).some(({ name }) => name === 'clicked-automation'),
  },
  {
    what: 'a notification is made',
    only: 2,
    async go(page, { origin }) {
      await page.goto(`${origin}/notifications/create`)
      // Which types there are to choose from, and so which one is chosen, depends on what clients have registered.
      await page.getByText('Slack Webhook', { exact: true }).click()
      // The form of another type stays until this one's is there, and has a name.
      await page.locator('.p-label', { hasText: 'Name' }).waitFor({ state: 'detached' })
      await field(page, 'Webhook URL').fill('https://hooks.example.com/y')
      await page
        .getByRole('button', { name: /Create|Save/ })
        .last()
        .click()
    },
    done: async (client) => (await client.notificationPolicies.filter({ body: {} })).length > 0,
  },
  {
    what: 'a run is deleted',
    async go(page, at) {
      await page.goto(runPage(at, at.failed))
      await page.locator('.p-icon-button-menu:visible').first().click()
      await page.getByText('Delete', { exact: true }).click()
      await modal(page).getByRole('button', { name: 'Delete' }).click()
    },
    done: async (client, { failed }) => !(await isThere(client.flowRuns.read({ params: { id: failed } }))),
  },
]
