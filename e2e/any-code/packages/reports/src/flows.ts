import { Converter, Currency } from '@acme/shared'
import config from '@acme/shared/config.json'
import { flow, task } from 'millrace'
import { minimum } from 'settings'
import { register, registered } from '~/registry'

@register('reports')
class Report {
  constructor(readonly currency: Currency) {}
}

const ready = await Promise.resolve('ready')

export const convert = task(async function convert(amount: number, currency: Currency) {
  return new Converter(currency).convert(Math.max(amount, amount < 0 ? amount : minimum))
})

/**
 * Sums up.
 * @param amounts In euros.
 */
export const report = flow(async function report(amounts: number[] = [1, 2], currency: Currency = Currency.Dollar) {
  const converted = await convert.map(amounts, currency)
  return [ready, registered.join(), new Report(currency).currency, config.dollars, ...converted].join(' ')
})

if (import.meta.main) console.log(await report([1, 2]))
