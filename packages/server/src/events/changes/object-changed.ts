import type { Json, Resource } from '@millrace/protocol'
import type { Told } from '../tell.ts'

/** What became of an object. */
export type Change = 'created' | 'updated' | 'deleted'

interface Details {
  readonly payload?: Readonly<Record<string, Json>>
  readonly related?: readonly Resource[]
}

/** That an object was created, updated or deleted, as 3.8 tells it. */
export const objectChanged = (
  kind: string,
  what: Change,
  { id, name }: { readonly id: string; readonly name: string },
  { payload = {}, related = [] }: Details = {},
): Told => ({
  event: `prefect.${kind}.${what}`,
  resource: { 'prefect.resource.id': `prefect.${kind}.${id}`, 'prefect.resource.name': name },
  related,
  payload,
})
