import { CallRefused } from './errors.ts'

/** What a call answers, or null where the server has no such object, or is one of Prefect and has no such route. */
export async function orNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof CallRefused && (error.status === 404 || error.status === 405)) return null
    throw error
  }
}
