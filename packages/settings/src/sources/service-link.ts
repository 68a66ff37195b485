/** What Kubernetes puts into each pod for each service of its namespace: for `millrace-server`, `MILLRACE_SERVER_SERVICE_HOST`, `…_PORT_4200_TCP` and so on. */
const NAMES = /_SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/

/** Of `MILLRACE_SERVER_PORT` only the value says where it comes from. */
const ADDRESS = /^(?:tcp|udp|sctp):\/\//

/** Whether a variable of the environment is the address of a service of a cluster, and no setting that is misspelt. */
export const isServiceLink = (name: string, value: unknown): boolean =>
  NAMES.test(name) || (name.endsWith('_PORT') && typeof value === 'string' && ADDRESS.test(value))
