import type { FlowRun, Json } from '@millrace/protocol'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { runText } from '../../messages/runs.ts'
import { type Faults, NO_FAULTS } from '../schema-form/faults.ts'
import { faultsOf } from '../schema-form/queries.ts'
import type { Schema } from '../schema-form/schema.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { inputSchemaQuery } from './queries.ts'

interface ResumeDialogProps {
  readonly run: FlowRun
  readonly onClose: () => void
  readonly onResume: (values: Record<string, Json>) => Promise<unknown>
}

/** Resumes a run with the input that it waits for, checked as the flow asks for it. */
export function ResumeDialog({ run, onClose, onResume }: ResumeDialogProps): ReactElement {
  const schema = useQuery(inputSchemaQuery(run.id, run.state?.state_details.run_input_keyset))
  const [values, setValues] = useState<Schema>({})
  const [faults, setFaults] = useState<Faults>(NO_FAULTS)
  const resume = useMutation({
    mutationFn: async () => {
      const found = schema.data === null || schema.data === undefined ? NO_FAULTS : await faultsOf(schema.data, values)
      setFaults(found)
      if (found.size > 0) return false
      await onResume(values as Record<string, Json>)
      return true
    },
    onSuccess: (resumed) => resumed && onClose(),
  })
  return (
    <Dialog title={runText.actions.resumeTitle(run.name)} open onClose={onClose}>
      {schema.isLoading ? (
        <Skeleton rows={3} />
      ) : (
        <SchemaForm schema={schema.data ?? null} value={values} onChange={setValues} faults={faults} />
      )}
      {resume.isError && <Problem error={resume.error} />}
      <Buttons>
        <Button onClick={onClose}>{runText.actions.abort}</Button>
        <Button look="primary" needs="flowRuns.resume" disabled={resume.isPending} onClick={() => resume.mutate()}>
          {runText.actions.resume}
        </Button>
      </Buttons>
    </Dialog>
  )
}
