import { type Client, isStatus } from '@millrace/client'
import type { Explanation } from '@millrace/protocol'
import { reasonSentence } from './reason-sentence.ts'

/** Why a run is where it is; undefined of a server that does not say (Prefect's). */
export async function explanationOf({ explanations }: Client, id: string): Promise<Explanation | undefined> {
  try {
    return await explanations.explain({ params: { id } })
  } catch (error) {
    if (isStatus(error, 404) || isStatus(error, 405)) return undefined
    throw error
  }
}

/** The sentences of an explanation. */
export const sentencesOf = ({ reasons, flow_run_id: id }: Explanation): string[] =>
  reasons.flatMap((reason) => reasonSentence(reason)?.replaceAll(/\bID\b/g, id) ?? [])
