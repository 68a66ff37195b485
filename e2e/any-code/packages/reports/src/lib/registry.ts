export const registered: string[] = []
/** A decorator of the older kind, which gets no context. */
export function register(prefix: string) {
  return (target: Function, context?: unknown): void => {
    if (context !== undefined) throw new Error('no legacy decorator')
    registered.push(`${prefix}.${target.name}`)
  }
}
