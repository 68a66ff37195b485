/** The API version that clients of 2.20 and 3.8 send and that `/version` answers. */
export const API_VERSION = '0.8.4'

/** The oldest API version in a client's header that is served (Prefect 2.20 and 3.8). */
export const MINIMUM_API_VERSION = '0.8.0'

/** The Prefect release whose API is served; 3.x clients refuse another major version. */
export const PREFECT_VERSION = '3.8.8'

/** Header by which a client names the attempt of a flow run it acts for; answered with the present one. Millrace's own. */
export const ATTEMPT_HEADER = 'millrace-attempt'

/** The pool that deployments without one belong to, and 2.x agents poll. */
export const DEFAULT_AGENT_POOL = 'default-agent-pool'

/** The label of a flow run whose flow has hooks for its crash or cancellation: whoever finds its process gone has them called. Millrace's own. */
export const END_HOOKS_LABEL = 'millrace.end-hooks'

/**
 * The input under which the server leaves, for a run that was restarted, the keys of results that are not to be taken again: a JSON
 * list of texts. Millrace's own.
 */
export const DISCARDED_RESULTS = 'millrace-discarded-results'
