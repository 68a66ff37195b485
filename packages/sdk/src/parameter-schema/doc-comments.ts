import { isJSDoc, isJSDocParameterTag, isStatement, type JSDoc, type Node, getTextOfJSDocComment } from 'typescript/unstable/ast'

/** What `@param name` says in the comments on a function and on the statement it stands in. */
export function parameterDescriptions(fn: Node): ReadonlyMap<string, string> {
  const descriptions = new Map<string, string>()
  for (const comment of commentsAround(fn))
    for (const tag of comment.tags ?? []) {
      if (!isJSDocParameterTag(tag)) continue
      // `@param options.url` describes `url`.
      const name = tag.name.getText().split('.').at(-1) ?? ''
      const text = getTextOfJSDocComment(tag.comment)?.trim().replace(/^-\s*/, '')
      if (text !== undefined && text !== '' && !descriptions.has(name)) descriptions.set(name, text)
    }
  return descriptions
}

/** What the comment nearest to a function says before its tags: the comment on itself, or on the statement it stands in. */
export function descriptionOf(fn: Node): string | undefined {
  for (const comment of commentsAround(fn)) {
    const text = getTextOfJSDocComment(comment.comment)?.trim() ?? ''
    if (text !== '') return text
  }
  return undefined
}

function commentsAround(node: Node): readonly JSDoc[] {
  // The last of several is the nearest.
  const own = (node.jsDoc ?? []).filter((comment): comment is JSDoc => isJSDoc(comment)).toReversed()
  return isStatement(node) || node.parent === undefined ? own : [...own, ...commentsAround(node.parent)]
}
