import { DefinitionError } from '../errors.ts'
import { Unmapped } from '../futures/annotations.ts'
import { TaskFuture } from '../futures/task-future.ts'

/**
 * The arguments of each task run of a `map`: the n-th items of what can be iterated, everything else as it is.
 *
 * @throws DefinitionError when nothing can be iterated, the lengths differ, or one is a future, whose length nobody knows yet.
 */
export function mapArguments(task: string, args: readonly unknown[]): unknown[][] {
  const future = args.findIndex((argument) => argument instanceof TaskFuture)
  if (future >= 0)
    throw new DefinitionError(
      `${task}.map() got a future as argument ${future + 1}; await it to map over its result, or put unmapped(…) around it to pass that to every run`,
    )
  const columns = args.map(columnOf)
  const lengths = [...new Set(columns.flatMap((column) => (column.items === undefined ? [] : [column.items.length])))]
  const [length] = lengths
  if (length === undefined) throw new DefinitionError(`${task}.map() got nothing to map over; pass an array, or use submit()`)
  if (lengths.length > 1) {
    const found = lengths.join(' and ')
    throw new DefinitionError(
      `${task}.map() expected inputs of one length, got ${found}; put unmapped(…) around what is meant for every run`,
    )
  }
  return Array.from({ length }, (_, index) => columns.map(({ items, value }) => (items === undefined ? value : items[index])))
}

interface Column {
  readonly items: readonly unknown[] | undefined
  readonly value: unknown
}

function columnOf(argument: unknown): Column {
  if (argument instanceof Unmapped) return { items: undefined, value: argument.value }
  return { items: isIterable(argument) ? [...argument] : undefined, value: argument }
}

const isIterable = (value: unknown): value is Iterable<unknown> => typeof value === 'object' && value !== null && Symbol.iterator in value
