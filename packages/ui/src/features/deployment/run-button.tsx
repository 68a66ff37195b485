import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Deployment, DeploymentRowView, FlowRun } from '@millrace/protocol'
import { Play } from 'lucide-react'
import { lazy, type ReactElement, Suspense, useState } from 'react'
import { toast } from '../../components/toast.ts'
import { CallRefused } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { type Faults, NO_FAULTS } from '../schema-form/faults.ts'
import { faultsOf } from '../schema-form/queries.ts'
import { missingFrom, type Schema } from '../schema-form/schema.ts'
import { deploymentQuery, startRun } from './queries.ts'

const SchemaForm = lazy(() => import('../schema-form/schema-form.tsx').then(({ SchemaForm: form }) => ({ default: form })))

/** A deployment, or its row in a list, which says what is missing without its schema. */
export type Runnable = Pick<Deployment, 'id' | 'name'> &
  (Pick<Deployment, 'parameters' | 'parameter_openapi_schema'> | Pick<DeploymentRowView, 'missing_parameters'>)

/** Says that a run was made, with the way to it. */
export function useTellOfRun(): (run: FlowRun) => void {
  const cache = useQueryClient()
  const navigate = useNavigate()
  return ({ id, name }) => {
    void cache.invalidateQueries({ queryKey: ['runs'] })
    toast.success(text.started(name), {
      duration: 10_000,
      action: { label: text.open, onClick: () => void navigate({ to: '/runs/flow-run/$id', params: { id } }) },
    })
  }
}

interface RunButtonProps {
  readonly deployment: Runnable
  /** In a row of a list: the word alone stands for the quick run. */
  readonly short?: boolean
  /** Something else is joined to its end. */
  readonly joined?: boolean
}

/** Runs a deployment with what it has; asks for required parameters that it has not, and for no others. With Alt it opens the run. */
export function RunButton({ deployment, short = false, joined = false }: RunButtonProps): ReactElement {
  const { id, name } = deployment
  const missing = namesMissing(deployment)
  const navigate = useNavigate()
  const tell = useTellOfRun()
  const [asking, setAsking] = useState(false)
  const run = useMutation({
    mutationFn: async ({ opens }: { readonly opens: boolean }) => ({ opens, made: await startRun(id, { parameters: {} }) }),
    onSuccess: ({ opens, made }) => {
      if (opens) void navigate({ to: '/runs/flow-run/$id', params: { id: made.id } })
      else tell(made)
    },
    onError: (error) => toast.error(error instanceof CallRefused ? error.message : String(error)),
  })
  return (
    <>
      <Button
        look={short ? 'plain' : 'primary'}
        needs="deployments.createFlowRun"
        aria-label={text.runNamed(name)}
        aria-keyshortcuts={short ? undefined : 'r'}
        title={short ? text.runHint : text.runHintKey}
        className={joined ? 'rounded-e-none' : undefined}
        disabled={run.isPending}
        onClick={(event) => (missing.length > 0 ? setAsking(true) : run.mutate({ opens: event.altKey }))}
      >
        <Play aria-hidden size={14} />
        {text.run}
      </Button>
      {asking && <AskDialog deployment={deployment} missing={missing} onClose={() => setAsking(false)} />}
    </>
  )
}

const namesMissing = (deployment: Runnable): readonly string[] =>
  'missing_parameters' in deployment
    ? deployment.missing_parameters
    : missingFrom(deployment.parameter_openapi_schema, deployment.parameters).map((property) => property.name)

interface AskDialogProps {
  readonly deployment: Runnable
  readonly missing: readonly string[]
  readonly onClose: () => void
}

/** Asks for the parameters that a run cannot do without. */
function AskDialog({ deployment: { id, name }, missing, onClose }: AskDialogProps): ReactElement {
  const tell = useTellOfRun()
  const read = useQuery(deploymentQuery(id))
  const [values, setValues] = useState<Schema>({})
  const [faults, setFaults] = useState<Faults>(NO_FAULTS)
  const run = useMutation({
    mutationFn: async ({ parameters, parameter_openapi_schema: schema }: Deployment) => {
      const found = await faultsOf(schema ?? {}, { ...parameters, ...values })
      setFaults(found)
      return found.size > 0 ? undefined : startRun(id, { parameters: values as Record<string, never> })
    },
    onSuccess: (made) => {
      if (made === undefined) return
      onClose()
      tell(made)
    },
  })
  const deployment = read.data
  return (
    <Dialog title={text.customTitle(name)} open onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (deployment !== undefined) run.mutate(deployment)
        }}
      >
        <p className="text-muted">{text.asks}</p>
        {read.isError && <Problem error={read.error} />}
        <Suspense fallback={<Skeleton rows={2} />}>
          {deployment === undefined ? (
            <Skeleton rows={2} />
          ) : (
            <SchemaForm schema={deployment.parameter_openapi_schema} value={values} onChange={setValues} faults={faults} only={missing} />
          )}
        </Suspense>
        {run.isError && <Problem error={run.error} />}
        <Buttons>
          <Link
            to="/deployments/deployment/$id/run"
            params={{ id }}
            className="inline-flex min-h-7 items-center px-2 text-sm text-accent underline"
          >
            {text.custom}
          </Link>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button look="primary" needs="deployments.createFlowRun" type="submit" disabled={run.isPending || deployment === undefined}>
            {text.run}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  )
}
