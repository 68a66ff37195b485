import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { automationSentence } from '@millrace/protocol/automation-words'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { ActionLink } from '../../components/action-link.tsx'
import { Panel } from '../../components/panel.tsx'
import { Problem } from '../../components/problem.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { triggersQuery } from './queries.ts'

interface TriggersProps {
  readonly deployment: Deployment
  /** The name of its flow, once it is known. */
  readonly flow: string | undefined
}

/** The automations that act on a deployment or belong to it, each as a sentence. */
export function Triggers({ deployment: { id, name, flow_id: flowId }, flow }: TriggersProps): ReactElement {
  const read = useQuery(triggersQuery(id))
  const names = new Map([[id, name], ...(flow === undefined ? [] : [[flowId, flow] as const])])
  return (
    <Panel
      title={text.triggers}
      beside={
        <ActionLink needs="automations.create" to="/automations/create" search={{ deployment: id }}>
          <Plus aria-hidden size={14} />
          {text.addTrigger}
        </ActionLink>
      }
    >
      {read.isError && <Problem error={read.error} onRetry={() => void read.refetch()} />}
      {read.data?.length === 0 && <p className="text-muted">{text.noTriggers}</p>}
      <ul className="flex flex-col gap-1">
        {read.data?.map((automation) => (
          <li key={automation.id}>
            <Link to="/automations/automation/$id" params={{ id: automation.id }} className="font-medium text-text hover:underline">
              {automation.name}
            </Link>{' '}
            <span className="text-muted">{automationSentence(automation, names)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
