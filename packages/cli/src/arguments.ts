/** Short options of two letters, which parsers read as two options of one letter. */
const TWO_LETTERS: Readonly<Record<string, string>> = {
  '-ib': '--infra-block',
  '-sb': '--storage-block',
  '-jv': '--job-variable',
  '-cl': '--concurrency-limit',
}

/**
 * Rewrites what Prefect's command line takes and ours would read differently: two-letter short options, underscores in
 * long ones (`--flow_name`), `help deployment run` for `deployment run --help`, and `deploy init`. What follows `--` stays.
 */
export function rewriteArguments(argv: readonly string[]): readonly string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const options = argv.slice(0, end).map(rewriteOption)
  const [first, ...rest] = options
  const further = argv.slice(end)
  if (first === 'help') return [...rest, '--help', ...further]
  // Prefect knows `init` by this name too.
  if (first === 'deploy' && rest[0] === 'init') return [...rest, ...further]
  return [...options, ...further]
}

function rewriteOption(argument: string): string {
  const [name = '', ...value] = argument.split('=')
  const long = TWO_LETTERS[name] ?? (/^--[a-z]\w*$/.test(name) ? name.replaceAll('_', '-') : name)
  return [long, ...value].join('=')
}
