/** ` Did you mean 'a' or 'b'?` with the names that are like a wanted one; nothing where none is. */
export async function didYouMean(wanted: string, names: readonly string[]): Promise<string> {
  const { nearest } = await import('@millrace/settings')
  const like = nearest(wanted, names)
  return like.length === 0 ? '' : ` Did you mean ${like.map((name) => `'${name}'`).join(' or ')}?`
}
