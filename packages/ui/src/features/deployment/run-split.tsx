import { useNavigate } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import type { ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { Menu, type MenuItem } from '../../components/menu.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { RunButton, type Runnable } from './run-button.tsx'

interface RunSplitProps {
  readonly deployment: Runnable
  /** It is the row of a list, and not the page of the deployment. */
  readonly short?: boolean
  /** Stand in its menu too. */
  readonly others?: readonly MenuItem[]
}

const NONE: readonly MenuItem[] = []

/** Runs a deployment at once, or with what is chosen in its menu. */
export function RunSplit({ deployment, short = false, others = NONE }: RunSplitProps): ReactElement {
  const navigate = useNavigate()
  const { id, name } = deployment
  return (
    <span className="inline-flex">
      <RunButton deployment={deployment} short={short} joined />
      <Menu
        trigger={
          <Button
            look={short ? 'plain' : 'primary'}
            aria-label={text.more(name)}
            title={text.more(name)}
            className="rounded-s-none border-s-page px-1"
          >
            <ChevronDown aria-hidden size={16} />
          </Button>
        }
        items={[
          {
            key: 'custom',
            label: text.custom,
            needs: 'deployments.createFlowRun',
            onChoose: () => void navigate({ to: '/deployments/deployment/$id/run', params: { id } }),
          },
          ...others,
        ]}
      />
    </span>
  )
}
