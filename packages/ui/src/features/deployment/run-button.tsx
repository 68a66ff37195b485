import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Deployment, FlowRun } from '@millrace/protocol'
import { Play } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { toast } from 'sonner'
import { CallRefused } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { type Faults, NO_FAULTS } from '../schema-form/faults.ts'
import { faultsOf } from '../schema-form/queries.ts'
import { missingFrom, type Schema } from '../schema-form/schema.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { startRun } from './queries.ts'

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
  readonly deployment: Deployment
  /** In a row of a list: the word alone stands for the quick run. */
  readonly short?: boolean
}

/** Runs a deployment with what it has; asks for required parameters that it has not, and for no others. */
export function RunButton({ deployment, short = false }: RunButtonProps): ReactElement {
  const { id, name, parameters, parameter_openapi_schema: schema } = deployment
  const missing = missingFrom(schema, parameters).map((property) => property.name)
  const tell = useTellOfRun()
  const [asking, setAsking] = useState(false)
  const [values, setValues] = useState<Schema>({})
  const [faults, setFaults] = useState<Faults>(NO_FAULTS)
  const run = useMutation({
    mutationFn: async () => {
      const found = missing.length === 0 ? NO_FAULTS : await faultsOf(schema ?? {}, { ...parameters, ...values })
      setFaults(found)
      return found.size > 0 ? undefined : startRun(id, { parameters: values as Record<string, never> })
    },
    onSuccess: (made) => {
      if (made === undefined) return
      setAsking(false)
      setValues({})
      tell(made)
    },
    onError: (error) => {
      if (!asking) toast.error(error instanceof CallRefused ? error.message : String(error))
    },
  })
  return (
    <>
      <Button
        look={short ? 'plain' : 'primary'}
        aria-label={short ? text.runNamed(name) : undefined}
        disabled={run.isPending}
        onClick={() => (missing.length > 0 ? setAsking(true) : run.mutate())}
      >
        <Play aria-hidden size={14} />
        {short ? text.run : text.quick}
      </Button>
      <Dialog title={text.customTitle(name)} open={asking} onClose={() => setAsking(false)}>
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            run.mutate()
          }}
        >
          <p className="text-muted">{text.asks}</p>
          <SchemaForm schema={schema} value={values} onChange={setValues} faults={faults} only={missing} />
          {run.isError && <Problem error={run.error} />}
          <Buttons>
            <Link
              to="/deployments/deployment/$id/run"
              params={{ id }}
              className="inline-flex min-h-7 items-center px-2 text-sm text-accent underline"
            >
              {text.custom}
            </Link>
            <Button onClick={() => setAsking(false)}>{text.cancel}</Button>
            <Button look="primary" type="submit" disabled={run.isPending}>
              {text.run}
            </Button>
          </Buttons>
        </form>
      </Dialog>
    </>
  )
}
