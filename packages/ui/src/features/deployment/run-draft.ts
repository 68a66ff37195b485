import type { Deployment, FlowRun } from '@millrace/protocol'
import type { Schema } from '../schema-form/schema.ts'
import type { RunDifferences } from './copy-as.ts'
import type { RunWishes } from './queries.ts'
import { tagsOf } from './tags.ts'

/** What can be said of one run, as fields hold it. */
export interface RunDraft {
  readonly parameters: Schema
  readonly name: string
  readonly tags: string
  readonly message: string
  readonly retries: string
  readonly retryDelay: string
  readonly queue: string
  readonly jobVariables: Schema
}

/** A run just as its deployment would have it. */
export const draftOfRun = ({ parameters, tags }: Deployment): RunDraft => ({
  parameters,
  name: '',
  tags: tags.join(', '),
  message: '',
  retries: '',
  retryDelay: '',
  queue: '',
  jobVariables: {},
})

/** A run that is given what an earlier one was. */
export const draftLike = (run: FlowRun, deployment: Deployment): RunDraft => {
  const { retries, retry_delay: delay } = run.empirical_policy
  return {
    ...draftOfRun(deployment),
    parameters: run.parameters,
    tags: run.tags.filter((tag) => tag !== 'auto-scheduled').join(', '),
    retries: typeof retries === 'number' && retries > 0 ? String(retries) : '',
    retryDelay: typeof delay === 'number' && delay > 0 ? String(delay) : '',
    queue: run.work_queue_name === deployment.work_queue_name ? '' : (run.work_queue_name ?? ''),
    jobVariables: run.job_variables ?? {},
  }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The names of the values that are not those of the deployment. */
export const changedParameters = ({ parameters }: RunDraft, deployment: Deployment): readonly string[] =>
  [...new Set([...Object.keys(parameters), ...Object.keys(deployment.parameters)])].filter(
    (name) => !same(parameters[name], deployment.parameters[name]),
  )

/** The fields that differ from the deployment, parameters apart. */
export const changedFields = (draft: RunDraft, deployment: Deployment): readonly Exclude<keyof RunDraft, 'parameters'>[] => {
  const base = draftOfRun(deployment)
  const keys = ['name', 'tags', 'message', 'retries', 'retryDelay', 'queue', 'jobVariables'] as const
  return keys.filter((key) => !same(draft[key], base[key]))
}

/** What the command for such a run says. */
export const differencesOf = (draft: RunDraft, deployment: Deployment, at: string | undefined): RunDifferences => ({
  parameters: Object.fromEntries(
    changedParameters(draft, deployment).flatMap((name) => (name in draft.parameters ? [[name, draft.parameters[name]] as const] : [])),
  ),
  tags: tagsOf(draft.tags).filter((tag) => !deployment.tags.includes(tag)),
  jobVariables: draft.jobVariables,
  name: draft.name,
  at,
})

/** What to send for a run at a time, or now. */
export function wishesOf(draft: RunDraft, at: string | undefined): RunWishes {
  const { parameters, name, tags, message, retries, retryDelay, queue, jobVariables } = draft
  const said = message === '' ? {} : { message }
  const policy = {
    ...(retries === '' ? {} : { retries: Number(retries) }),
    ...(retryDelay === '' ? {} : { retry_delay: Number(retryDelay) }),
  }
  return {
    parameters: parameters as NonNullable<RunWishes['parameters']>,
    tags: tagsOf(tags),
    ...(name === '' ? {} : { name }),
    ...(queue === '' ? {} : { work_queue_name: queue }),
    ...(Object.keys(jobVariables).length === 0 ? {} : { job_variables: jobVariables as NonNullable<RunWishes['job_variables']> }),
    ...(Object.keys(policy).length === 0 ? {} : { empirical_policy: policy }),
    ...(at === undefined && message === ''
      ? {}
      : { state: { type: 'SCHEDULED', ...said, ...(at === undefined ? {} : { state_details: { scheduled_time: at } }) } }),
  }
}
