import type { Page } from 'playwright-core'
import type { Filled } from './fill-server.ts'
import type { Names } from './names.ts'

/** A page of the UI over a filled server. */
export interface Shown {
  /** For its picture: `deployment-edit`. */
  readonly name: string
  readonly path: string
  /** Text that stands there once the page has what it asked for. */
  readonly text: string
}

/** Every page, each with one of the texts that come last. */
export function pagesOf(ids: Filled, names: Names): readonly Shown[] {
  const [failed, running, , coming, late] = names.runs
  const pool = `/work-pools/work-pool/${encodeURIComponent(names.pool)}`
  const deployment = `/deployments/deployment/${ids.deployment}`
  return [
    { name: 'overview', path: '/', text: coming },
    { name: 'runs', path: '/runs', text: running },
    { name: 'task-runs', path: '/runs?tab=task', text: names.task },
    { name: 'run', path: `/runs/flow-run/${ids.failed}`, text: failed },
    { name: 'run-parameters', path: `/runs/flow-run/${ids.failed}?tab=parameters`, text: 'region' },
    { name: 'run-events', path: `/runs/flow-run/${ids.failed}?tab=events`, text: 'prefect.flow-run.Failed' },
    { name: 'run-infrastructure', path: `/runs/flow-run/${ids.failed}?tab=infrastructure`, text: names.pool },
    { name: 'run-details', path: `/runs/flow-run/${ids.failed}?tab=details`, text: '2026.11.1' },
    { name: 'task-run', path: `/runs/task-run/${ids.taskRun}`, text: names.task },
    { name: 'compare', path: `/runs/compare?a=${ids.failed}&b=${ids.running}`, text: running },
    { name: 'flows', path: '/flows', text: names.flow },
    { name: 'flow', path: `/flows/flow/${ids.flow}`, text: names.task },
    { name: 'deployments', path: '/deployments', text: names.deployment },
    { name: 'deployment', path: deployment, text: 'Every day at 02:30, Europe/Berlin' },
    { name: 'deployment-runs', path: `${deployment}?tab=runs`, text: running },
    { name: 'deployment-parameters', path: `${deployment}?tab=parameters`, text: 'dry_run' },
    { name: 'deployment-configuration', path: `${deployment}?tab=configuration`, text: 'flows/import.ts:nightlyImport' },
    { name: 'deployment-versions', path: `${deployment}?tab=versions`, text: '2026.11.1' },
    { name: 'deployment-run', path: `${deployment}/run`, text: 'Whose sales are read' },
    { name: 'deployment-edit', path: `${deployment}/edit`, text: 'Nothing has changed yet.' },
    { name: 'work-pools', path: '/work-pools', text: names.pool },
    { name: 'work-pool', path: pool, text: names.text },
    { name: 'work-pool-queues', path: `${pool}?tab=queues`, text: names.queue },
    { name: 'work-pool-workers', path: `${pool}?tab=workers`, text: names.worker },
    { name: 'work-pool-runs', path: `${pool}?tab=runs`, text: running },
    { name: 'work-pool-deployments', path: `${pool}?tab=deployments`, text: names.deployment },
    { name: 'work-pool-template', path: `${pool}?tab=template`, text: 'working_dir' },
    { name: 'work-pool-create', path: '/work-pools/create', text: 'What runs are given' },
    { name: 'work-pool-edit', path: `${pool}/edit`, text: 'Save' },
    { name: 'work-queue', path: `${pool}/queue/${encodeURIComponent(names.queue)}`, text: late },
    { name: 'concurrency-limits', path: '/concurrency-limits', text: names.limit },
    { name: 'concurrency-limit', path: `/concurrency-limits/concurrency-limit/${ids.limit}`, text: running },
    { name: 'automations', path: '/automations', text: names.automation },
    { name: 'automation', path: `/automations/automation/${ids.automation}`, text: 'prefect.flow-run.Failed' },
    { name: 'automation-create', path: '/automations/create', text: 'In the last 7 days' },
    { name: 'automation-edit', path: `/automations/automation/${ids.automation}/edit`, text: 'In the last 7 days' },
    { name: 'events', path: '/events', text: 'prefect.flow-run.Failed' },
    { name: 'event', path: `/events/event/${ids.event.date}/${ids.event.id}`, text: 'prefect.flow-run.Failed' },
    { name: 'blocks', path: '/blocks', text: names.block },
    { name: 'block', path: `/blocks/block/${ids.block}`, text: 'Nothing that the server knows of' },
    { name: 'block-edit', path: `/blocks/block/${ids.block}/edit`, text: 'Replace' },
    { name: 'block-catalog', path: '/blocks/catalog', text: 'Webhook' },
    { name: 'block-create', path: '/blocks/catalog/webhook', text: 'Create' },
    { name: 'variables', path: '/variables', text: names.variable },
    { name: 'artifacts', path: '/artifacts', text: names.artifact },
    { name: 'artifact-key', path: `/artifacts/key/${names.artifact}`, text: 'sold.' },
    { name: 'artifact', path: `/artifacts/artifact/${ids.artifact}`, text: 'sold.' },
    { name: 'settings', path: '/settings', text: 'Appearance' },
    { name: 'settings-account', path: '/settings/account', text: 'millrace server create-admin' },
    { name: 'settings-keys', path: '/settings/keys', text: 'millrace server create-admin' },
    { name: 'settings-users', path: '/settings/users', text: 'millrace server create-admin' },
    { name: 'settings-audit', path: '/settings/audit', text: 'Made the variable' },
    { name: 'settings-server', path: '/settings/server', text: 'late-runs' },
    { name: 'settings-effective', path: '/settings/effective', text: 'server.api' },
  ]
}

/** Opens a page, and waits for its text. */
export async function show(page: Page, { path, text }: Shown): Promise<void> {
  await page.goto(new URL(path, page.url()).href)
  await page.locator('main').getByText(text).locator('visible=true').first().waitFor()
}
