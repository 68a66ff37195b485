/** The choices of branches after the items of the array at `place` have moved: `now` says where each index is, undefined for one that is gone. */
export const movedChoices = (
  choices: ReadonlyMap<string, number>,
  place: string,
  now: (index: number) => number | undefined,
): ReadonlyMap<string, number> =>
  new Map(
    [...choices].flatMap(([key, branch]) => {
      if (!key.startsWith(`${place}/`)) return [[key, branch] as const]
      const [index = '', ...below] = key.slice(place.length + 1).split('/')
      const next = now(Number(index))
      return next === undefined ? [] : [[[place, next, ...below].join('/'), branch] as const]
    }),
  )
