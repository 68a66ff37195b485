import type { WorkPool } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { Json } from '../../components/json.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { poolText as text } from '../../messages/work-pools.ts'
import { isObject, type Property, propertiesOf } from '../schema-form/schema.ts'

const COLUMNS: readonly Column<Property>[] = [
  {
    key: 'name',
    head: text.variable,
    cell: ({ name, title, required }) => (
      <span className="block py-1">
        <code className="font-mono text-xs">{name}</code>
        {required && <span className="ml-2 text-xs text-muted">{text.required}</span>}
        {title !== name && <span className="block text-xs text-muted">{title}</span>}
      </span>
    ),
  },
  {
    key: 'default',
    head: text.defaultValue,
    cell: ({ schema: { default: value } }) =>
      value === undefined || value === null ? (
        <span className="text-muted">–</span>
      ) : (
        <code className="font-mono text-xs break-all">{typeof value === 'string' ? value : JSON.stringify(value)}</code>
      ),
  },
  {
    key: 'help',
    head: text.description,
    narrow: false,
    cell: ({ schema: { description } }) => (
      <span className="block py-1 text-xs text-muted">{typeof description === 'string' ? description : ''}</span>
    ),
  },
]

/** What the runs of a pool may be given, and where it goes in the configuration of a job. */
export function JobTemplate({ pool: { base_job_template: template } }: { readonly pool: WorkPool }): ReactElement {
  const { variables, job_configuration: configuration } = template
  const schema = isObject(variables) ? variables : {}
  const properties = propertiesOf(schema, schema)
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[72ch] text-muted">{text.templateHelp}</p>
      {properties.length === 0 ? (
        <Empty>{text.noVariables}</Empty>
      ) : (
        <Table caption={text.template} columns={COLUMNS} rows={properties} keyOf={({ name }) => name} />
      )}
      {configuration !== undefined && (
        <details>
          <summary className="w-fit cursor-pointer font-medium">{text.configuration}</summary>
          <div className="mt-2">
            <Json value={configuration} />
          </div>
        </details>
      )}
    </div>
  )
}
