import type { ConcurrencyLimit } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { concurrencyText as text } from '../../messages/concurrency.ts'
import { tagOf } from './queries.ts'

/** Whom a limit holds back, in words. */
export function WhatItLimits({ limit: { name, slot_decay_per_second: decay } }: { readonly limit: ConcurrencyLimit }): ReactElement {
  const tag = tagOf(name)
  const whom = tag === undefined ? (name.startsWith('deployment:') ? text.ofDeployment : text.ofName) : text.ofTag(tag)
  return <span className="text-muted">{decay > 0 ? `${whom}, ${text.decayOf(decay)}` : whom}</span>
}
