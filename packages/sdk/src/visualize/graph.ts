/** A call in the code of a flow. */
export interface CallNode {
  readonly kind: 'task' | 'flow'
  /** `fetchPrice-0`: the name, and which call of it this is. */
  readonly label: string
  /** The calls whose results it takes. */
  readonly after: ReadonlySet<CallNode>
}

/** The calls as a Mermaid flowchart, in their order; subflows have double sides. */
export function mermaid(calls: readonly CallNode[]): string {
  const ids = new Map(calls.map((call, index) => [call, `n${index}`]))
  const nodes = calls.map((call) => `    ${ids.get(call)}${call.kind === 'flow' ? `[[${quoted(call)}]]` : `[${quoted(call)}]`}`)
  const edges = calls.flatMap((call) => [...call.after].map((before) => `    ${ids.get(before)} --> ${ids.get(call)}`))
  return ['flowchart TD', ...nodes, ...edges].join('\n')
}

const quoted = ({ label }: CallNode): string => `"${label.replaceAll('"', '#quot;')}"`
