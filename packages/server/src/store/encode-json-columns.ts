import {
  type ColumnUpdateNode,
  type InsertQueryNode,
  type KyselyPlugin,
  type OnConflictNode,
  type OperationNode,
  PrimitiveValueListNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
} from 'kysely'
import { isJsonColumn } from './columns.ts'

/**
 * Writes values of JSON columns as their JSON text, knowing them by column: only so a plain string in `variable.value` is
 * told from text. Expressions and sub-selects are left alone.
 */
export const encodeJsonColumns: KyselyPlugin = {
  transformQuery({ node }) {
    if (node.kind === 'InsertQueryNode') return encodeInsert(node)
    if (node.kind === 'UpdateQueryNode' && node.updates !== undefined) return { ...node, updates: node.updates.map(encodeUpdate) }
    return node
  },
  transformResult: ({ result }) => Promise.resolve(result),
}

function encodeInsert(node: InsertQueryNode): InsertQueryNode {
  const json = (node.columns ?? []).map(({ column }) => isJsonColumn(column.name))
  const values =
    node.values !== undefined && ValuesNode.is(node.values) && json.includes(true) ? encodeRows(node.values, json) : node.values
  return {
    ...node,
    ...(values === undefined ? {} : { values }),
    ...(node.onConflict?.updates === undefined ? {} : { onConflict: encodeConflict(node.onConflict) }),
  }
}

const encodeRows = (node: ValuesNode, json: readonly boolean[]): ValuesNode =>
  ValuesNode.create(
    node.values.map((row) =>
      PrimitiveValueListNode.is(row)
        ? PrimitiveValueListNode.create(row.values.map((value, index) => (json[index] === true ? encodeValue(value) : value)))
        : ValueListNode.create(row.values.map((value, index) => (json[index] === true ? encodeNode(value) : value))),
    ),
  )

const encodeConflict = (node: OnConflictNode): OnConflictNode => ({ ...node, updates: (node.updates ?? []).map(encodeUpdate) })

function encodeUpdate(update: ColumnUpdateNode): ColumnUpdateNode {
  const { column } = update
  const name = column.kind === 'ColumnNode' ? (column as OperationNode & { column: { name: string } }).column.name : ''
  return isJsonColumn(name) ? { ...update, value: encodeNode(update.value) } : update
}

const encodeNode = (node: OperationNode): OperationNode => (ValueNode.is(node) ? ValueNode.create(encodeValue(node.value)) : node)

const encodeValue = (value: unknown): unknown => (value === null || value === undefined ? value : JSON.stringify(value))
