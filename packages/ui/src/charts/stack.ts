import type { Bar, Part } from './stacked-bars.tsx'

/** Pixels below which a part that is there could not be seen. */
const THINNEST = 1.5

/** The round number at the top of a chart: 1, 2 or 5 times a power of ten, at least the highest bar. */
export function topOf(bars: readonly Bar[]): number {
  const highest = Math.max(1, ...bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)))
  const power = 10 ** Math.floor(Math.log10(highest))
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= highest) ?? highest
}

/** Where the parts of a bar stand, the first at the bottom. */
export function pathOf(parts: readonly Part[], top: number, height: number): { part: Part; y: number; height: number }[] {
  let foot = height
  return parts
    .filter(({ value }) => value > 0)
    .map((part) => {
      const tall = Math.max(THINNEST, (part.value / top) * (height - 4))
      foot -= tall
      return { part, y: foot, height: tall }
    })
}
