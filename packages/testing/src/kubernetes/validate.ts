import * as models from '@kubernetes/client-node'
import type { Draft } from './object-store.ts'
import type { Plain } from './plain.ts'
import type { Resource } from './resources.ts'
import { badRequest, invalid } from './status-error.ts'

interface SchemaError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

interface Validator {
  (data: unknown): boolean
  readonly errors?: readonly SchemaError[] | null
}

interface Cause {
  readonly field: string
  readonly message: string
}

/**
 * Refuses what the published OpenAPI document of Kubernetes does not allow (npm `kubernetes-models`, made from it), what a
 * server checks beyond it, and, with `strict`, fields that the document does not have.
 *
 * @throws StatusError 422, or 400 for unknown fields.
 */
export async function validate(resource: Resource, draft: Draft, strict: boolean): Promise<void> {
  const { validate: valid } = (await import(`kubernetes-models/_schemas/${resource.schema}`)) as { validate: Validator }
  const causes = [
    ...(valid(draft) ? [] : (valid.errors ?? []).map(causeOf)),
    ...(resource.kind === 'Job' ? jobCauses(draft) : []),
    ...labelCauses(draft),
  ]
  if (causes.length > 0) throw invalid(resource, draft.metadata?.name ?? draft.metadata?.generateName ?? '', causes)
  const unknown = strict ? unknownFields(`V1${resource.kind}`, draft, '') : []
  if (unknown.length > 0) throw badRequest(`strict decoding error: ${unknown.map((path) => `unknown field "${path}"`).join(', ')}`)
}

const causeOf = ({ instancePath, keyword, params }: SchemaError): Cause => ({
  field: instancePath.slice(1).replaceAll('/', '.'),
  message: `${keyword} ${JSON.stringify(params)}`,
})

/** What the OpenAPI document cannot say of a job. */
function jobCauses(draft: Draft): Cause[] {
  const { spec } = draft as Plain<models.V1Job>
  const pod = spec?.template?.spec
  const path = 'spec.template.spec'
  const restart = pod?.restartPolicy
  return [
    ...(restart === 'Never' || restart === 'OnFailure'
      ? []
      : [{ field: `${path}.restartPolicy`, message: `Required value: valid values: "OnFailure", "Never"` }]),
    ...(pod?.containers ?? []).flatMap(({ image, resources }, index) => [
      ...(image === undefined || image === '' ? [{ field: `${path}.containers[${index}].image`, message: 'Required value' }] : []),
      ...Object.entries({ ...resources?.limits, ...resources?.requests }).flatMap(([name, quantity]) =>
        /^\d+(\.\d+)?(m|[kMGTPE]i?|)$/.test(quantity)
          ? []
          : [
              {
                field: `${path}.containers[${index}].resources.${name}`,
                message: `quantities must match the regular expression: "${quantity}"`,
              },
            ],
      ),
    ]),
  ]
}

const LABEL = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/
const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/

function labelCauses({ metadata }: Draft): Cause[] {
  const name = metadata?.name
  return [
    ...Object.entries(metadata?.labels ?? {}).flatMap(([key, value]) =>
      LABEL.test(value) && LABEL.test(key.split('/').at(-1) ?? '')
        ? []
        : [{ field: 'metadata.labels', message: `Invalid value: ${key}=${value}` }],
    ),
    ...(name === undefined || NAME.test(name) ? [] : [{ field: 'metadata.name', message: `Invalid value: "${name}"` }]),
  ]
}

interface Model {
  getAttributeTypeMap(): readonly { readonly baseName: string; readonly type: string }[]
}

/** Paths of fields that the types of the official client, generated from the OpenAPI document, do not have. */
function unknownFields(type: string, value: unknown, path: string): string[] {
  const [, item] = /^Array<(.+)>$/.exec(type) ?? []
  if (item !== undefined) return (value as unknown[]).flatMap((entry, index) => unknownFields(item, entry, `${path}[${index}]`))
  const model = (models as unknown as Readonly<Record<string, Model | undefined>>)[type]
  if (typeof model?.getAttributeTypeMap !== 'function' || typeof value !== 'object' || value === null) return []
  const attributes = new Map(model.getAttributeTypeMap().map(({ baseName, type: of }) => [baseName, of]))
  return Object.entries(value).flatMap(([key, entry]) => {
    const here = path === '' ? key : `${path}.${key}`
    const of = attributes.get(key)
    if (of === undefined) return [here]
    return entry === null ? [] : unknownFields(of, entry, here)
  })
}
