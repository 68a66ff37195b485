const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }

const SIZE = /^(\d+(?:\.\d+)?)\s*([bkmgt]?)b?$/i

/** True for a size that `bytesOf` reads. */
export const isSize = (text: string): boolean => SIZE.test(text.trim())

/** `128m`, `1g`, `100000b`, `4096` in bytes, as the docker command reads them. */
export function bytesOf(text: string): number {
  const [, number = '0', unit = ''] = SIZE.exec(text.trim()) ?? []
  return Math.floor(Number(number) * (UNITS[unit.toLowerCase()] ?? 1))
}

/** Bytes as people read them: `64 MB`. */
export function shownBytes(bytes: number): string {
  const [unit, size] =
    bytes >= 1024 ** 3 ? (['GB', 1024 ** 3] as const) : bytes >= 1024 ** 2 ? (['MB', 1024 ** 2] as const) : (['kB', 1024] as const)
  return `${Number((bytes / size).toFixed(1))} ${unit}`
}
