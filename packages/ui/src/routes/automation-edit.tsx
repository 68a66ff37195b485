import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Automation } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Missing } from '../features/gone/missing.tsx'
import { AutomationForm } from '../features/automations/automation-form.tsx'
import { blankAction, blankTrigger, withTarget } from '../features/automations/draft.ts'
import { type AutomationParts, automationQuery } from '../features/automations/queries.ts'
import type { NewAutomationSearch } from '../features/automations/search.ts'
import { automationText as text } from '../messages/automations.ts'
import { en } from '../messages/en.ts'

const createRoute = getRouteApi('/automations/create')
const editRoute = getRouteApi('/automations/automation/$id/edit')

/** A new automation, from nothing, from an event, or as a copy of another. */
export function AutomationCreatePage(): ReactElement {
  const search = createRoute.useSearch()
  const copied = useQuery({ ...automationQuery(search.from ?? ''), enabled: search.from !== undefined })
  const waiting = search.from !== undefined && copied.data === undefined
  return (
    <Page title={text.createTitle} crumbs={<Crumb />}>
      {waiting ? (
        copied.isError ? (
          <Problem error={copied.error} />
        ) : (
          <Skeleton rows={12} />
        )
      ) : (
        <AutomationForm id={undefined} initial={copied.data === undefined ? blank(search) : copyOf(copied.data)} />
      )}
    </Page>
  )
}

/** Changes what an automation waits for and does. */
export function AutomationEditPage(): ReactElement {
  const { id } = editRoute.useParams()
  const read = useQuery(automationQuery(id))
  if (read.data === undefined) {
    return (
      <Page title={text.one} crumbs={<Crumb />}>
        {read.isPending ? <Skeleton rows={12} /> : <Missing kind="automation" id={id} read={read} />}
      </Page>
    )
  }
  return (
    <Page
      title={text.editTitle(read.data.name)}
      crumbs={
        <>
          <Crumb />/
          <Link to="/automations/automation/$id" params={{ id }} className={CRUMB}>
            {read.data.name}
          </Link>
        </>
      }
    >
      <AutomationForm key={id} id={id} initial={partsOf(read.data)} />
    </Page>
  )
}

const Crumb = (): ReactElement => (
  <Link to="/automations" className={CRUMB}>
    {en.pages.automations}
  </Link>
)

function blank({ event, resource, deployment }: NewAutomationSearch): AutomationParts {
  const trigger = blankTrigger(event === undefined ? 'flow-run' : 'event')
  return {
    name: '',
    description: '',
    enabled: true,
    trigger:
      event === undefined
        ? trigger
        : { ...trigger, expect: [event], match: resource === undefined ? {} : { 'prefect.resource.id': resource } },
    actions: deployment === undefined ? [] : [withTarget(blankAction('run-deployment'), deployment)],
  }
}

const copyOf = (automation: Automation): AutomationParts => ({ ...partsOf(automation), name: text.copyOf(automation.name) })

function partsOf(automation: Automation): AutomationParts {
  const { id: _, created: _created, updated: _updated, ...parts } = automation
  return parts
}
