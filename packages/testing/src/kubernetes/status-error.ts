import type { Resource } from './resources.ts'

/** A refusal as the API server words it: a `Status` object. */
export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly code: number
  readonly reason: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: number, reason: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.code = code
    this.reason = reason
    this.details = details
  }

  /** The body of the answer. */
  get status(): Readonly<Record<string, unknown>> {
    const { code, reason, message, details } = this
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code }
  }
}

const qualified = ({ group, plural }: Resource): string => (group === '' ? plural : `${plural}.${group}`)

const about = ({ group, plural }: Resource, name: string): Readonly<Record<string, unknown>> => ({ name, group, kind: plural })

export const notFound = (resource: Resource, name: string): StatusError =>
  new StatusError(404, 'NotFound', `${qualified(resource)} "${name}" not found`, about(resource, name))

export const alreadyExists = (resource: Resource, name: string): StatusError =>
  new StatusError(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, about(resource, name))

export const conflict = (resource: Resource, name: string): StatusError =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    about(resource, name),
  )

export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message)

export const invalid = ({ group, kind }: Resource, name: string, causes: readonly { field: string; message: string }[]): StatusError =>
  new StatusError(
    422,
    'Invalid',
    `${kind}${group === '' ? '' : `.${group}`} "${name}" is invalid: ${causes.map(({ field, message }) => `${field}: ${message}`).join(', ')}`,
    { name, group, kind, causes: causes.map(({ field, message }) => ({ reason: 'FieldValueInvalid', field, message })) },
  )

export const expired = (): StatusError => new StatusError(410, 'Expired', 'too old resource version')
