import { randomUUID } from 'node:crypto'
import type { Resource } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { WrongUsage } from '../../errors.ts'
import { jsonOrText, readJsonObject, readPair } from '../../options/parameters.ts'
import { collect } from '../../options/parsers.ts'

/** `millrace event emit` */
export const emit: DefineCommand = (command, { output, client }) =>
  command
    .argument('<event>', 'what happened, from the general to the particular: order.paid')
    .option('-r, --resource <labels>', 'label=value or a JSON object of labels, may be given several times', collect, [])
    .option('--resource-id <id>', 'the label prefect.resource.id: what it happened to')
    .option('--related <labels>', 'a JSON object with prefect.resource.id and prefect.resource.role, or a list of them', collect, [])
    .option('-p, --payload <json>', 'JSON object')
    .action(async (event, { resource: labels, resourceId, related, payload }) => {
      const resource = {
        ...Object.assign({}, ...labels.map(labelsOf)),
        ...(resourceId === undefined ? {} : { 'prefect.resource.id': resourceId }),
      } as Resource
      if (!resource['prefect.resource.id'])
        throw new WrongUsage('Expected what it happened to: --resource-id ID, or --resource prefect.resource.id=ID.')
      const id = randomUUID()
      const { events } = await client()
      await events.create({
        body: [
          {
            id,
            occurred: new Date().toISOString(),
            event,
            resource,
            related: related.flatMap(relatedOf),
            payload: payload === undefined ? {} : readJsonObject(payload, '--payload'),
          },
        ],
      })
      output.line({ text: `Successfully emitted event '${event}' with ID ${id}`, style: 'green' })
    })

function labelsOf(text: string): Readonly<Record<string, unknown>> {
  if (text.trimStart().startsWith('{')) return readJsonObject(text, '--resource')
  const [label, value] = readPair(text, '--resource')
  return { [label]: value }
}

function relatedOf(text: string): readonly Resource[] {
  const value = jsonOrText(text)
  if (typeof value === 'object' && value !== null) return [value].flat() as Resource[]
  throw new WrongUsage(`--related: expected a JSON object or a list of them, got ${text}`)
}
