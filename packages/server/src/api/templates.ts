import { type Handlers, Reply, type ReplyOf, type templateRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { templateProblem } from '../templates/render-template.ts'

type Answer = ReplyOf<(typeof templateRoutes)['validate']>

/** Handlers of the routes that check templates. */
export const templateHandlers: Handlers<typeof templateRoutes, RequestContext> = {
  validate: async (_context, { body }) => validate(body),
  validateOfAutomation: async (_context, { body }) => validate(body),
}

function validate(source: string): Reply<Answer> | undefined {
  const problem = templateProblem(source)
  return problem && new Reply<Answer>(422, { error: { line: problem.line, message: problem.message, source } })
}
