import type { Json, Resource } from '@millrace/protocol'

/** What the events that tell of an action say beside whether it was done; gathered on the way, so that a failure has it, too. */
export class ActionReport {
  /** Resources that the action concerned. */
  readonly related: Resource[] = []
  /** Of the payload. */
  readonly details: Record<string, Json> = {}

  /** Notes a resource in its role. */
  relate(id: string, role: string, name?: string): void {
    this.related.push({
      'prefect.resource.id': id,
      'prefect.resource.role': role,
      ...(name === undefined ? {} : { 'prefect.resource.name': name }),
    })
  }
}
