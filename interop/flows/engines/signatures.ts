// One flow with every kind of parameter; the one beside it in Python has the same, so that their schemas can be compared.
import { flow } from 'millrace'

type Colour = 'red' | 'green'
type Level = 9 | 1

/** Where it goes. */
interface Address {
  /** Name of the street. */
  street: string
  /**
   * @minimum 1
   * @asType integer
   */
  number: number
  /**
   * @exclusiveMinimum 0
   * @exclusiveMaximum 1
   * @default 0.5
   */
  ratio?: number
  /**
   * @minLength 2
   * @maxLength 5
   * @pattern ^[A-Z]+$
   */
  code: string
  /**
   * @maxItems 3
   * @default []
   */
  notes?: string[]
  /** @default "red" */
  colour?: 'red' | 'blue'
}

interface User {
  id: number
}

interface Page<Item> {
  items: Item[]
}

interface Tree {
  value: number
  children: Tree[]
}

/**
 * Takes all of it.
 *
 * @param text what to say
 * @param days how many
 */
export const signatures = flow(async function signatures(
  text: string,
  number: number,
  flag: boolean,
  whole: bigint,
  nothing: null,
  anything: unknown,
  texts: string[],
  table: number[][],
  either: string | number,
  three: number | string | boolean,
  choice: 'z' | 'a' | 'm',
  only: 'only',
  numbers: 3 | 1 | 2,
  mixed: 'x' | 1,
  yes: true,
  nullable: string | null,
  picked: 'b' | 'a' | null,
  level: Level,
  perhaps: Level | null,
  instant: Date,
  instants: Date[],
  unique: Set<string>,
  amounts: Record<string, number>,
  loose: Record<string, unknown>,
  lists: Record<string, string[]>,
  pair: [string, number],
  triple: [string, number, boolean],
  pairs: [string, number][],
  address: Address,
  optional: Address | null,
  addresses: Address[],
  book: Record<string, Address>,
  page: Page<User>,
  tree: Tree,
  link: URL,
  data: Uint8Array,
  currency = 'EUR',
  days = 7,
  verbose = true,
  shift = -1.5,
  seconds = 60 * 60,
  none: string | null = null,
  empty: string[] = [],
  names = ['x', 'y'],
  weights: Record<string, number> = { x: 1 },
  colour: Colour = 'green',
  mode: 'slow' | 'fast' = 'fast',
) {
  return [
    text,
    number,
    flag,
    whole,
    nothing,
    anything,
    texts,
    table,
    either,
    three,
    choice,
    only,
    numbers,
    mixed,
    yes,
    nullable,
    picked,
    level,
    perhaps,
    instant,
    instants,
    unique,
    amounts,
    loose,
    lists,
    pair,
    triple,
    pairs,
    address,
    optional,
    addresses,
    book,
    page,
    tree,
    link,
    data,
    currency,
    days,
    verbose,
    shift,
    seconds,
    none,
    empty,
    names,
    weights,
    colour,
    mode,
  ].length
})
