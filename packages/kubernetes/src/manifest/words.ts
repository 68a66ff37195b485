/** What names may hold; with room for what the cluster appends. */
const LONGEST_NAME = 45
const LONGEST_LABEL = 63
const LONGEST_PREFIX = 253

/** The beginning of a job's name, made of any text; `flow-run` where nothing is left of it. */
export function nameFrom(text: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return trimmed(slug, LONGEST_NAME) || 'flow-run'
}

/** The key of a label or annotation, made of any text: `company.com/Team A` becomes `company.com/Team-A`. */
export function labelKey(text: string): string {
  const [first = '', ...rest] = text.split('/')
  if (rest.length === 0) return labelValue(first)
  const prefix = trimmed(first.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-'), LONGEST_PREFIX)
  return `${prefix}/${labelValue(rest.join('-'))}`
}

/** The value of a label, made of any text. */
export const labelValue = (text: string): string => trimmed(text.normalize('NFKD').replaceAll(/[^\w.-]+/g, '-'), LONGEST_LABEL)

/** Begins and ends with a letter or digit. */
const trimmed = (text: string, longest: number): string =>
  text
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, longest)
    .replace(/[^A-Za-z0-9]+$/, '')
