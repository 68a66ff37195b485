import type { FlowRun, Json } from '@millrace/protocol'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { runText } from '../../messages/runs.ts'
import { type Faults, NO_FAULTS } from '../schema-form/faults.ts'
import { faultsOf } from '../schema-form/queries.ts'
import type { Schema } from '../schema-form/schema.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { deploymentOfRunQuery } from './queries.ts'

interface ParametersDialogProps {
  readonly run: FlowRun
  readonly onClose: () => void
  readonly onRun: (parameters: Record<string, Json>) => Promise<unknown>
}

/** Runs it again with other parameters, in the form of its deployment where it has one. */
export function ParametersDialog({ run, onClose, onRun }: ParametersDialogProps): ReactElement {
  const deployment = useQuery(deploymentOfRunQuery(run.deployment_id))
  const [values, setValues] = useState<Schema>(run.parameters)
  const [faults, setFaults] = useState<Faults>(NO_FAULTS)
  const schema = deployment.data?.parameter_openapi_schema ?? null
  const start = useMutation({
    mutationFn: async () => {
      const found = schema === null ? NO_FAULTS : await faultsOf(schema, values)
      setFaults(found)
      if (found.size > 0) return false
      await onRun(values as Record<string, Json>)
      return true
    },
    onSuccess: (started) => started && onClose(),
  })
  return (
    <Dialog title={runText.actions.retryTitle(run.name)} open onClose={onClose} place="wide">
      {!deployment.isLoading && <SchemaForm schema={schema} value={values} onChange={setValues} faults={faults} />}
      {start.isError && <Problem error={start.error} />}
      <Buttons>
        <Button onClick={onClose}>{runText.actions.abort}</Button>
        <Button look="primary" needs="ui.restartFlowRun" disabled={start.isPending} onClick={() => start.mutate()}>
          {runText.actions.run}
        </Button>
      </Buttons>
    </Dialog>
  )
}
