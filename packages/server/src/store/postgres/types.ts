import { type CustomTypesConfig, types } from 'pg'

const { INT8, NUMERIC, TIMESTAMPTZ } = types.builtins

/** `2024-01-02 03:04:05.6+00`, as Postgres writes it in the zone UTC, to our `Timestamp`. */
function readTimestamp(text: string): string {
  const fraction = text.length > 22 ? text.slice(20, -3) : ''
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(6, '0')}Z`
}

/** How values of each type are read on our connections, without touching what other users of `pg` in the process have set. */
export const typeParsers: CustomTypesConfig = {
  getTypeParser: (type, format) => {
    if (type === TIMESTAMPTZ) return readTimestamp
    if (type === INT8 || type === NUMERIC) return Number
    return types.getTypeParser(type, format)
  },
}
