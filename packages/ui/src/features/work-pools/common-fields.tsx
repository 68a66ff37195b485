import type { ReactElement, ReactNode } from 'react'
import { LineField } from '../../components/line-field.tsx'
import { poolText as text } from '../../messages/work-pools.ts'

/** What is decided of pools and queues alike, as it is typed. */
export interface CommonDraft {
  readonly name: string
  readonly description: string
  readonly limit: string
}

/** The same as the API has it. */
interface Common {
  readonly name: string
  readonly description: string | null
  readonly concurrency_limit: number | null
}

/** What is known of a pool or queue, or nothing of a new one, to be typed into. */
export const commonOf = (known: Common | undefined): CommonDraft => ({
  name: known?.name ?? '',
  description: known?.description ?? '',
  limit: known?.concurrency_limit?.toString() ?? '',
})

/** As the API takes it: what is left empty is null. */
export const partsOf = ({ name, description, limit }: CommonDraft): Common => ({
  name,
  description: description === '' ? null : description,
  concurrency_limit: limit === '' ? null : Number(limit),
})

interface CommonFieldsProps {
  readonly draft: CommonDraft
  readonly onChange: (draft: CommonDraft) => void
  /** What was refused of a field, called as in the API. */
  readonly faultsAt: (field: string) => readonly string[]
  /** It has a name already, which does not change. */
  readonly isNamed?: boolean
  /** Stands below the name. */
  readonly children: ReactNode
}

/** The fields that pools and queues have alike. */
export const CommonFields = ({ draft, onChange, faultsAt, isNamed = false, children }: CommonFieldsProps): ReactElement => (
  <>
    {!isNamed && (
      <LineField
        label={text.name}
        faults={faultsAt('name')}
        required
        value={draft.name}
        onChange={(name) => onChange({ ...draft, name })}
      />
    )}
    {children}
    <LineField
      label={text.description}
      faults={faultsAt('description')}
      value={draft.description}
      onChange={(description) => onChange({ ...draft, description })}
    />
    <LineField
      label={text.limit}
      help={text.limitHelp}
      faults={faultsAt('concurrency_limit')}
      type="number"
      min={0}
      value={draft.limit}
      onChange={(limit) => onChange({ ...draft, limit })}
    />
  </>
)
