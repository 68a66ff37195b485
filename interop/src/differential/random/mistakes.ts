import type { Generation } from '../../peers.ts'
import type { Chance } from './chance.ts'

const WRONG: Readonly<Record<Generation, readonly unknown[]>> = {
  // What its pydantic 1 makes of a number where there should be text, and so on, no client of 2.20 sends.
  2: [null, 'wrong', ['wrong'], { wrong: 1 }],
  3: [
    null,
    '',
    'wrong',
    ' 3 ',
    '3',
    '1.0',
    'true',
    'on',
    0,
    -1,
    1.5,
    2.0,
    true,
    [],
    {},
    ['wrong'],
    [null],
    { wrong: 1 },
    '2030-01-01',
    '2030-01-01T00:00:00',
    '2030-01-01 00:00:00Z',
    1_900_000_000,
    'P1DT1H',
    '01:30:00',
    'AAAAAAAA-0000-4000-8000-000000000001',
    'aaaaaaaa000040008000000000000001',
    '{aaaaaaaa-0000-4000-8000-000000000001}',
    'urn:uuid:aaaaaaaa-0000-4000-8000-000000000001',
    'x'.repeat(300),
    'a/b',
    ' ',
    'ß\u{1F680}\u202E',
  ],
}

type Place = readonly (string | number)[]

/**
 * `body` with one mistake in it: something left out, something that does not belong there, or a wrong value in any place. Bodies that are
 * no objects at all, and labels of null, are for the scripts.
 */
export function withMistake(chance: Chance, generation: Generation, body: unknown): unknown {
  const places = placesOf(body).filter((place) => place.at(-1) !== 'labels')
  if (places.length === 0) return isObject(body) ? { surprise: 1 } : body
  const place = chance.one(places)
  if (chance.happens(0.15)) return changed(body, place, () => undefined)
  if (chance.happens(0.1)) return changed(body, place.slice(0, -1), (value) => (isObject(value) ? { ...value, surprise: 1 } : value))
  return changed(body, place, (value) => chance.one(isTime(value) ? NO_TIME : WRONG[generation]))
}

/** Which numbers in text are times, and which, the libraries of the two disagree about; nobody sends such. */
const NO_TIME = [null, '', 'wrong', '2030-01-01', '2030-01-01T00:00:00', '2030-01-01 00:00:00Z', 1_900_000_000, true, [], {}]
const isTime = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-/.test(value)

function placesOf(value: unknown, at: Place = []): Place[] {
  const inner = Array.isArray(value)
    ? value.flatMap((item: unknown, index) => placesOf(item, [...at, index]))
    : isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => placesOf(item, [...at, key]))
      : []
  return at.length === 0 ? inner : [at, ...inner]
}

function changed(value: unknown, [first, ...rest]: Place, change: (value: unknown) => unknown): unknown {
  if (first === undefined) return change(value)
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === first ? (changed(item, rest, change) ?? null) : item))
  return isObject(value) ? { ...value, [first]: changed(value[first], rest, change) } : value
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
