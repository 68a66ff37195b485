import { completeDeployment, type Difference, planDeployment, type PreparedDeployment, type ProjectContext } from '@millrace/sdk/project'
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
    for (const difference of differences) output.line(`    ${difference.field}: ${words(difference, change === 'create')}`)
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

function words({ before, after }: Difference, isNew: boolean): string {
  return isNew ? short(after) : `${short(before)} -> ${short(after)}`
}

function short(value: Difference['before']): string {
  if (value === undefined || value === null) return '(none)'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}
