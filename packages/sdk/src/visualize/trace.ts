import { BackgroundFuture } from '../background/background-future.ts'
import { mapArguments } from '../engine/map-arguments.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { AllowedFailure, Unmapped } from '../futures/annotations.ts'
import { TaskFuture } from '../futures/task-future.ts'
import { TaskFutures } from '../futures/task-futures.ts'
import { newId } from '../identifiers.ts'
import { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { looksInside } from './errors.ts'
import type { CallNode } from './graph.ts'

/** Deeper than this, nobody looks for results in arguments. */
const DEEPEST = 8

/** Notes which tasks and subflows the code of a flow calls, and from which other calls their arguments come; runs none of them. */
export class Trace {
  /** In the order of the calls. */
  readonly calls: CallNode[] = []
  readonly #counts = new Map<string, number>()
  /** Which call a result or future stands for. */
  readonly #origins = new WeakMap<object, CallNode>()

  run(definition: TaskDefinition | FlowDefinition, args: readonly unknown[]): Promise<RunState> {
    return Promise.resolve(this.#completed(this.#note(definition, args), definition))
  }

  submit(definition: TaskDefinition, args: readonly unknown[]): TaskFuture<unknown> {
    return this.#future(this.#note(definition, args), definition)
  }

  /** One call in the graph, however many runs it would make. */
  map(definition: TaskDefinition, args: readonly unknown[]): TaskFutures<unknown> {
    const unknownLength = args.some((argument) => this.#isStandIn(argument))
    const length = unknownLength ? 1 : mapArguments(definition.name, args).length
    const node = this.#note(definition, args, unknownLength ? ' × n' : ` × ${length}`)
    return new TaskFutures(Array.from({ length }, () => this.#future(node, definition)))
  }

  delay(definition: TaskDefinition, args: readonly unknown[]): BackgroundFuture<unknown> {
    const node = this.#note(definition, args)
    const watch = (): Promise<RunState> => Promise.resolve(this.#completed(node, definition))
    const future = new BackgroundFuture({ taskRunId: newId(), name: node.label, scheduled: Promise.resolve(), watch })
    this.#origins.set(future, node)
    return future
  }

  /** What a generator yields: the items of its `vizReturnValue`, or one item that stands for all. */
  async *stream(definition: TaskDefinition | FlowDefinition, args: readonly unknown[]): AsyncGenerator<unknown, undefined> {
    const value = this.#valueOf(this.#note(definition, args), definition)
    if (Array.isArray(value)) yield* value
    else yield value
    return undefined
  }

  #note(definition: TaskDefinition | FlowDefinition, args: readonly unknown[], suffix = ''): CallNode {
    const { kind, name, options } = definition
    const count = this.#counts.get(name) ?? 0
    this.#counts.set(name, count + 1)
    const after = new Set(this.#originsIn([args, options.waitFor]))
    const node: CallNode = { kind, label: `${name}-${count}${suffix}`, after }
    this.calls.push(node)
    return node
  }

  #future(node: CallNode, definition: TaskDefinition): TaskFuture<unknown> {
    const state = this.#completed(node, definition)
    const finished = Promise.resolve(state)
    const future = new TaskFuture({ taskRunId: newId(), name: () => node.label, state: () => state, finished })
    this.#origins.set(future, node)
    return future
  }

  #completed(node: CallNode, definition: TaskDefinition | FlowDefinition): RunState {
    return new RunState({ type: 'COMPLETED', outcome: { value: this.#valueOf(node, definition) } })
  }

  #valueOf(node: CallNode, { kind, options }: TaskDefinition | FlowDefinition): unknown {
    const given: unknown = kind === 'task' ? options.vizReturnValue : undefined
    const value = given === undefined ? standInFor(node) : given
    if (typeof value === 'object' && value !== null) this.#origins.set(value, node)
    return value
  }

  #isStandIn(value: unknown): boolean {
    const node = typeof value === 'object' && value !== null ? this.#origins.get(value) : undefined
    return node !== undefined && STAND_INS.has(value as object)
  }

  *#originsIn(value: unknown, depth = 0): Generator<CallNode> {
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return
    const node = this.#origins.get(value)
    // A stand-in lets nobody look inside.
    if (node !== undefined) yield node
    else if (value instanceof AllowedFailure) yield* this.#originsIn(value.future, depth)
    else if (value instanceof Unmapped) yield* this.#originsIn(value.value, depth)
    else if (value instanceof TaskFutures) for (const future of value) yield* this.#originsIn(future, depth)
    else if (Array.isArray(value)) for (const item of value) yield* this.#originsIn(item, depth + 1)
    else if (isPlain(value)) for (const item of Object.values(value)) yield* this.#originsIn(item, depth + 1)
  }
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const STAND_INS = new WeakSet<object>()

/** What a call returns that was not run: it can be handed on, and says so to who looks inside. */
function standInFor({ label }: CallNode): object {
  const standIn = new Proxy(
    {},
    {
      get(_target, key) {
        // Asked for by `await`, and by what shows values to people.
        if (key === 'then' || (typeof key === 'symbol' && !LOOKED_INTO.has(key))) return undefined
        throw looksInside(label, key)
      },
      ownKeys() {
        throw looksInside(label, 'keys')
      },
    },
  )
  STAND_INS.add(standIn)
  return standIn
}

const LOOKED_INTO: ReadonlySet<symbol> = new Set([Symbol.iterator, Symbol.asyncIterator, Symbol.toPrimitive])
