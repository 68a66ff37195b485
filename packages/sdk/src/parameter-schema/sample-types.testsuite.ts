/** What the signatures of the tests are written with. */
export const PRELUDE = `
const LIMIT = 10_000
type Mode = 'slow' | 'fast' | 'auto'
const LIST = ['two', 'one', 'three'] as const
type Listed = (typeof LIST)[number]
interface Settings { zeta: number; alpha: string }
enum Colour { Red = 'red', Green = 'green' }
enum Level { High = 9, Low = 1 }
const DEFAULTS = { days: 7 }
type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Conditional<T> = T extends string ? { text: T } : never
class Account {
  owner = ''
  private secret = 1
  #hidden = 2
  constructor(public balance: number) {}
  get total(): number { return this.balance + this.secret + this.#hidden }
  deposit(): void {}
}
`
