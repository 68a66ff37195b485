import type { Deployment } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { type Property, propertiesOf } from '../schema-form/schema.ts'

/** What the deployment's runs are given unless somebody says otherwise. */
export function DeploymentParameters({ deployment }: { readonly deployment: Deployment }): ReactElement {
  const { parameters, parameter_openapi_schema: schema } = deployment
  const declared = schema === null ? [] : propertiesOf(schema, schema)
  const others = Object.keys(parameters)
    .filter((name) => !declared.some((property) => property.name === name))
    .map((name) => ({ name, title: name, schema: {}, required: false }))
  const rows = [...declared, ...others]
  if (rows.length === 0) return <Empty>{text.noParameters}</Empty>
  return <Table caption={text.sections.parameters} columns={columnsOf(parameters)} rows={rows} keyOf={({ name }) => name} />
}

const columnsOf = (parameters: Deployment['parameters']): readonly Column<Property>[] => [
  { key: 'name', head: text.name, cell: ({ name }) => <code className="font-mono text-xs">{name}</code> },
  {
    key: 'kind',
    head: text.kind,
    narrow: false,
    cell: ({ schema: { type, enum: choices }, required }) =>
      text.kindOfParameter(Array.isArray(choices) ? choices.map(String) : typeof type === 'string' ? type : undefined, required),
  },
  {
    key: 'value',
    head: text.defaultValue,
    cell: ({ name, schema }) => {
      const value = parameters[name] ?? schema['default']
      return <code className="font-mono text-xs break-all">{value === undefined ? '–' : JSON.stringify(value)}</code>
    },
  },
]
