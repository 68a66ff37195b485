import type { Log, LogFilter } from '@millrace/protocol'
import { parseTextQuery } from '../store/filters/text-search.ts'

/** Whether somebody who asked for `filter` wants to see a log line as it arrives. */
export function logMatches(filter: LogFilter, log: Log): boolean {
  const { level, timestamp, flow_run_id: flowRun, task_run_id: taskRun, text } = filter
  const answers: boolean[] = []
  if (level) answers.push(log.level >= (level.ge_ ?? -Infinity) && log.level <= (level.le_ ?? Infinity))
  if (timestamp) answers.push(log.timestamp >= (timestamp.after_ ?? '') && (!timestamp.before_ || log.timestamp <= timestamp.before_))
  if (flowRun) answers.push(idMatches(flowRun, log.flow_run_id))
  if (taskRun) answers.push(idMatches(taskRun, log.task_run_id))
  if (text && text.query !== '') answers.push(textMatches(text.query, `${log.message} ${log.name}`))
  return answers.length === 0 || (filter.operator === 'or_' ? answers.some(Boolean) : answers.every(Boolean))
}

function idMatches({ operator, any_, is_null_ }: NonNullable<LogFilter['flow_run_id']>, id: string | null): boolean {
  const answers: boolean[] = []
  if (any_) answers.push(id !== null && any_.includes(id))
  if (is_null_ !== null && is_null_ !== undefined) answers.push((id === null) === is_null_)
  return answers.length === 0 || (operator === 'or_' ? answers.some(Boolean) : answers.every(Boolean))
}

function textMatches(query: string, text: string): boolean {
  const { include, exclude, required } = parseTextQuery(query)
  const lower = text.toLowerCase()
  const has = (term: string): boolean => lower.includes(term.toLowerCase())
  return (include.length === 0 || include.some(has)) && required.every(has) && !exclude.some(has)
}
