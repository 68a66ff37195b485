import type { Json, Received, RouteSpec } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import type { Answer } from '../http/answer.ts'
import type { Operation } from '../http/operation.ts'
import { AuditLog } from './audit-log.ts'
import { detailsOf, isAnonymous, isForced, wantsSecrets } from './details.ts'
import { type AuditedCall, draftOf } from './draft.ts'
import { idIn, subjectsAfter, subjectsBefore } from './find-subjects.ts'
import { type Recording, recordingOf } from './recorded-routes.ts'
import { Refusals } from './refusals.ts'
import { SecretReads } from './secret-reads.ts'
import type { Subject } from './subject.ts'

/** One call on its way. */
export interface FollowedCall {
  /** What a handler says that the call was done to, where the call does not say it. */
  readonly note: (subject: Subject) => void
  /** Before the handler: looks up what may be gone afterwards. */
  begin(request: Received<RouteSpec>): Promise<void>
  /** Resolves once what is to be recorded is on disk. */
  end(answer: Answer): Promise<void>
}

/** Decides what is recorded of the calls of a server, and records it. */
export class Auditor {
  readonly #context: ServerContext
  readonly #log: AuditLog
  readonly #refusals: Refusals
  readonly #secretReads = new SecretReads()
  readonly #recordings: ReadonlyMap<string, Recording>

  constructor(context: ServerContext, operations: readonly Operation[]) {
    this.#context = context
    this.#log = new AuditLog(context)
    this.#refusals = new Refusals((drafts) => {
      // Nobody waits for these.
      if (!this.#log.isBehind) void this.#log.record(drafts)
    })
    this.#recordings = new Map(
      operations.flatMap((operation) => {
        const recording = recordingOf(operation)
        return recording === undefined ? [] : [[operation.action, recording]]
      }),
    )
  }

  /** Follows a call, from what its path names on; undefined for one of which nothing is recorded, however it ends. */
  follow({ action, spec }: Operation, params: unknown, call: AuditedCall): FollowedCall | undefined {
    const recording = this.#recordings.get(action)
    if (recording === undefined) return undefined
    const noted: Subject[] = []
    let before: readonly Subject[] = []
    /** Undefined for a call that is not recorded if it is done. */
    let details: Record<string, Json> | undefined
    return {
      note: (subject) => noted.push(subject),
      begin: async (request) => {
        if (!IS_RECORDED[recording](call, request)) return
        details = detailsOf(action, spec.method, request)
        if (recording === 'secrets') return
        before = await this.#context.store.read((queries) => subjectsBefore(queries, action, params))
      },
      end: async ({ status, body }) => {
        if (status === 401 || status === 403) {
          const subject = noted[0] ?? before[0] ?? idIn(action, params)
          this.#refusals.refused(draftOf(action, call, subject, status, {}))
        } else if (status < 400 && details !== undefined) {
          const subjects = noted.length > 0 ? noted : subjectsAfter(action, before, body)
          if (recording === 'secrets' && !this.#secretReads.isFirst(call, subjects[0]?.id ?? action, Date.now())) return
          const said = details
          await this.#log.record(subjects.map((subject) => draftOf(action, call, subject, status, said)))
        }
      },
    }
  }

  /** Writes what waits, and how many more calls were refused. */
  async drain(): Promise<void> {
    this.#refusals.end()
    await this.#log.drain()
  }
}

/** Whether a call that has done what it was to do is recorded. */
const IS_RECORDED: Readonly<Record<Recording, (call: AuditedCall, request: Received<RouteSpec>) => boolean>> = {
  always: () => true,
  'by-people': ({ actor }, request) => actor.role !== 'worker' && !isAnonymous(request),
  forced: ({ actor, headers }, request) => actor.role !== 'worker' && isForced(request, headers),
  secrets: ({ actor }, request) => actor.kind !== 'nobody' && wantsSecrets(request),
  refused: () => false,
}
