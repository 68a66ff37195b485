import { DefinitionError } from './errors.ts'

/** What options are called in Prefect, or by who guesses. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  retry: 'retries',
  retryconditionfn: 'retryIf',
  cachepolicy: 'cache',
  cachekeyfn: 'cache',
  cacheexpiration: 'cache: { by, forSeconds }',
  refreshcache: 'cache: { by, refresh }',
  workpoolname: 'pool',
  workqueuename: 'queue',
  workpool: 'pool',
  workqueue: 'queue',
  schedule: 'cron, interval or rrule',
  schedules: 'cron, interval or rrule',
}

/**
 * Refuses options that there are not. The compiler does so too, where it looks: not in JavaScript, nor at objects that come from
 * elsewhere, and an option that is silently without effect is found late.
 *
 * @param known every name, as a record so that the compiler tells when one is missing.
 * @throws DefinitionError naming the one that may be meant.
 */
export function checkOptionNames(what: string, given: object, known: Readonly<Record<string, true>>): void {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue
    const meant = likely(name, Object.keys(known))
    throw new DefinitionError(
      meant === undefined
        ? `${what} has no option \`${name}\`; there are ${Object.keys(known).join(', ')}`
        : `${what} has no option \`${name}\`; did you mean \`${meant}\`?`,
    )
  }
}

function likely(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name)
  const here = OTHER_NAMES[wanted]
  if (here !== undefined && known.includes(here.replace(/[:,].*/, ''))) return here
  return (
    known.find((each) => plain(each) === wanted) ?? known.find((each) => plain(each).startsWith(wanted) || wanted.startsWith(plain(each)))
  )
}

/** Prefect's `log_prints` and `logprints` are `logPrints`. */
const plain = (name: string): string => name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase()
