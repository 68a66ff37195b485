import type { BlockDocumentFilter, BlockSchemaFilter, BlockTypeFilter } from '@millrace/protocol'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { allOf, combine, equals, named, notEmpty, oneOf } from './criteria.ts'

/** The rows of `block_type` that a filter wants. */
export const blockTypeWhere = (dialect: Dialect, filter: BlockTypeFilter): Condition =>
  allOf([named(dialect, 'block_type.name', filter.name), oneOf(dialect, 'block_type.slug', filter.slug)])

/** The rows of `block_schema` that a filter wants. */
export const blockSchemaWhere = (dialect: Dialect, filter: BlockSchemaFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'block_schema.block_type_id', filter.block_type_id),
    notEmpty(filter.block_capabilities?.all_, (capabilities) => dialect.hasAll('block_schema.capabilities', capabilities)),
    oneOf(dialect, 'block_schema.id', filter.id),
    oneOf(dialect, 'block_schema.version', filter.version),
  ])

/** The rows of `block_document` that a filter wants; one that does not speak of anonymous documents leaves them out. */
export const blockDocumentWhere = (dialect: Dialect, filter: BlockDocumentFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'block_document.id', filter.id),
    equals('block_document.is_anonymous', filter.is_anonymous === undefined ? false : filter.is_anonymous?.eq_),
    oneOf(dialect, 'block_document.block_type_id', filter.block_type_id),
    named(dialect, 'block_document.name', filter.name),
  ])
