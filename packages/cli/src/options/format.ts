import { Option } from '@commander-js/extra-typings'

/** `-o json`: what is printed is meant for a program. */
export const format = (): Option<'-o, --output <format>', undefined, undefined, undefined, false, 'json' | 'text'> =>
  new Option('-o, --output <format>', 'print for a program or for people').choices(['json', 'text'] as const)
