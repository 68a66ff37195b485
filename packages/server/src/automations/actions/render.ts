import { TemplateError } from '../../templates/errors.ts'
import { renderTemplate } from '../../templates/render-template.ts'
import type { Doing } from './doing.ts'
import { ActionFailed } from './errors.ts'
import { templateContext } from './template-context.ts'

/** Renders the templates of an action. Throws `ActionFailed`, after it has noted which one, and why. */
export async function render(doing: Doing, templates: readonly string[]): Promise<string[]> {
  const needed = templates.filter((one) => one.includes('{{') || one.includes('{%'))
  const context = needed.length === 0 ? {} : await templateContext(doing, needed)
  return templates.map((template) => {
    try {
      return renderTemplate(template, context)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      doing.report.details['template_error'] = `Failed to render template due to the following error: ${error.message}`
      doing.report.details['template_source'] = template
      throw new ActionFailed(`Template rendering failed: ${error.message}`)
    }
  })
}
