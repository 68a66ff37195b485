import { isDeepStrictEqual } from 'node:util'
import type { Json } from '@millrace/protocol'
import {
  completeDeployment,
  type Difference,
  planDeployment,
  type PreparedDeployment,
  type ProjectContext,
  type ProjectDeployment,
} from '@millrace/sdk/project'
import type { Context } from '../context.ts'

const SIGNS = { create: '+', update: '~', none: '=' } as const
const STYLES = { create: 'green', update: 'yellow', none: 'dim' } as const

/** Longest text of a value, in characters. */
const MOST = 200

/** Shows what deploying would change. */
export async function printPlan(
  { output }: Context,
  prepared: readonly PreparedDeployment[],
  surroundings: ProjectContext,
  gone: readonly { readonly name: string }[],
  { prune }: { readonly prune: boolean },
): Promise<void> {
  const counts = { create: 0, update: 0, none: 0 }
  for (const each of prepared) {
    const { name, change, differences } = await planDeployment(surroundings.client, await completeDeployment(each, {}, surroundings, true))
    counts[change] += 1
    output.line({ text: `${SIGNS[change]} ${name}${change === 'none' ? ' (no change)' : ''}`, style: STYLES[change] })
    const shown = differences.map((difference) => withoutSecrets(difference, each.written))
    for (const line of shown.flatMap((one) => (change === 'create' ? [`${one.field}: ${short(one.after)}`] : linesOf(one))))
      output.line(`    ${line}`)
    const steps = each.build.length + each.push.length
    if (steps > 0)
      output.line(`    ${steps} build and push ${steps === 1 ? 'step' : 'steps'} will run; what they put out is not known before`)
  }
  for (const { name } of gone) output.line({ text: `- ${name}`, style: 'red' })
  const deleted = prune ? `, ${gone.length} to delete` : ''
  output.line(
    `\nPlan: ${counts.create} to create, ${counts.update} to update, ${counts.none} without change${deleted}. Nothing was changed.`,
  )
}

const HIDDEN = '********'

/** Plans are read by many, in logs of CI too: what the file takes from a block is not shown in them. */
function withoutSecrets({ field, before, after }: Difference, written: ProjectDeployment): Difference {
  const template = field.split('.').reduce<Json | undefined>((within, key) => (isObject(within) ? within[key] : undefined), written as Json)
  return { field, before: hidden(before, template), after: hidden(after, template, before) }
}

function hidden(value: Json | undefined, template: Json | undefined, other: Json | undefined = value): Json | undefined {
  if (typeof template === 'string' && /\{\{\s*prefect\.blocks\./.test(template) && value !== undefined)
    return isDeepStrictEqual(value, other) ? HIDDEN : `${HIDDEN} (another one)`
  if (!isObject(value) || !isObject(template)) return value
  const others = isObject(other) ? other : {}
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item, template[key], others[key]) ?? null]))
}

/** What is different, down to the key of an object and the item of a list. */
function linesOf({ field, before, after }: Difference): readonly string[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys
      .filter((key) => !isDeepStrictEqual(before[key], after[key]))
      .flatMap((key) => linesOf({ field: `${field}.${key}`, before: before[key], after: after[key] }))
  }
  if (isListOfObjects(before) && isListOfObjects(after)) {
    const without = (items: readonly Json[], others: readonly Json[]): Json[] =>
      items.filter((item) => !others.some((other) => isDeepStrictEqual(item, other)))
    const lines = [
      ...without(before, after).map((item) => `  - ${short(item)}`),
      ...without(after, before).map((item) => `  + ${short(item)}`),
    ]
    if (lines.length > 0) return [`${field}:`, ...lines]
  }
  return [`${field}: ${short(before)} -> ${short(after)}`]
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0

/** An empty list, too: all of the other one is new, or gone. */
const isListOfObjects = (value: Json | undefined): value is readonly Json[] => Array.isArray(value) && value.every(isObject)

function short(value: Difference['before']): string {
  if (value === undefined || value === null) return '(none)'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}
