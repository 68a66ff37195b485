import type { ReactElement } from 'react'
import { type Column, Table } from '../../components/table.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { isObject } from '../schema-form/schema.ts'
import { differences, type Draft } from './draft.ts'

/** What the fields of a deployment are called. */
export const LABELS: Readonly<Record<keyof Draft, string>> = {
  description: text.description,
  version: text.version,
  tags: text.tags,
  parameters: text.sections.parameters,
  enforce: text.enforce,
  pool: text.workPool,
  queue: text.workQueue,
  jobVariables: text.jobVariables,
  limit: text.concurrencyLimit,
  collision: text.collision,
  entrypoint: text.entrypoint,
  path: text.path,
  pullSteps: text.pullSteps,
}

/** One line of what is going to change. */
interface Change {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

/** Each value by itself, also those inside parameters and job variables. */
const changesInWords = (old: Draft, draft: Draft): readonly Change[] =>
  differences(old, draft).flatMap((key) => {
    const [from, to] = [old[key], draft[key]]
    if (!isObject(from) || !isObject(to)) return [{ field: LABELS[key], from, to }]
    return [...new Set([...Object.keys(from), ...Object.keys(to)])]
      .filter((name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]))
      .map((name) => ({ field: `${LABELS[key]}: ${name}`, from: from[name], to: to[name] }))
  })

const COLUMNS: readonly Column<Change>[] = [
  { key: 'field', head: text.field, cell: ({ field }) => field },
  { key: 'from', head: text.from, cell: ({ from }) => <Value of={from} /> },
  { key: 'to', head: text.to, cell: ({ to }) => <Value of={to} /> },
]

const Value = ({ of }: { readonly of: unknown }): ReactElement => (
  <span className="text-xs break-all">
    {of === '' || of === null || of === undefined ? text.nothing : typeof of === 'string' ? of : JSON.stringify(of)}
  </span>
)

/** What is going to change, value by value. */
export const ChangesTable = ({ old, draft }: { readonly old: Draft; readonly draft: Draft }): ReactElement => (
  <Table caption={text.changes} columns={COLUMNS} rows={changesInWords(old, draft)} keyOf={({ field }) => field} />
)
