import config from './config.json'
import { round } from '#money/round'

export enum Currency {
  Euro = 'EUR',
  Dollar = 'USD',
}

export namespace Rates {
  export const of = (currency: Currency): number => (currency === Currency.Euro ? 1 : config.dollars)
}

/** A decorator of the standard. */
function named<This, Args extends unknown[], Result>(method: (this: This, ...args: Args) => Result, context: ClassMethodDecoratorContext) {
  return function (this: This, ...args: Args): Result {
    if (typeof context.name !== 'string') throw new Error('no standard decorator')
    return method.apply(this, args)
  }
}

export class Converter {
  constructor(private readonly currency: Currency) {}

  @named
  convert(amount: number): number {
    if (amount < 0) throw new RangeError(`no negative amounts: ${amount}`)
    return round(amount * Rates.of(this.currency))
  }
}
