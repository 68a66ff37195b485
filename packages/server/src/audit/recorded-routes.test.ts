import { routes, type RouteSpec } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { type Recording, recordingOf } from './recorded-routes.ts'

const ALL = Object.entries(routes).flatMap(([group, named]) =>
  Object.entries(named as Readonly<Record<string, RouteSpec>>).map(([name, spec]) => ({ action: `${group}.${name}`, spec })),
)

const recordedAs = (wanted: Recording): string[] => ALL.filter((route) => recordingOf(route) === wanted).map(({ action }) => action)

it('records what changes definitions, accounts and the course of runs, whoever does it', () => {
  expect(recordedAs('always')).toMatchInlineSnapshot(`
    [
      "admin.clearDatabase",
      "admin.dropDatabase",
      "admin.changeResultStorage",
      "admin.clearResultStorage",
      "apiKeys.create",
      "apiKeys.revoke",
      "artifacts.delete",
      "automations.create",
      "automations.update",
      "automations.patch",
      "automations.delete",
      "automations.replaceOwnedBy",
      "automations.deleteOwnedBy",
      "blockDocuments.update",
      "blockDocuments.delete",
      "blockSchemas.delete",
      "blockTypes.delete",
      "bulk.setFlowRunStates",
      "bulk.deleteFlowRuns",
      "bulk.deleteFlows",
      "bulk.deleteDeployments",
      "concurrencyLimits.create",
      "concurrencyLimits.reset",
      "concurrencyLimits.delete",
      "concurrencyLimits.deleteByTag",
      "concurrencyLimitsV2.create",
      "concurrencyLimitsV2.update",
      "concurrencyLimitsV2.delete",
      "deadLetters.retry",
      "deadLetters.drop",
      "deployments.create",
      "deployments.update",
      "deployments.delete",
      "deployments.pause",
      "deployments.resume",
      "deployments.setScheduleInactive",
      "deployments.setScheduleActive",
      "deployments.schedule",
      "deployments.createSchedules",
      "deployments.updateSchedule",
      "deployments.deleteSchedule",
      "flowRuns.delete",
      "flows.update",
      "flows.delete",
      "notificationPolicies.create",
      "notificationPolicies.update",
      "notificationPolicies.delete",
      "savedSearches.create",
      "savedSearches.delete",
      "sessions.signIn",
      "sessions.signOut",
      "sessions.changePassword",
      "taskRuns.delete",
      "ui.restartFlowRun",
      "ui.moveFlowRuns",
      "users.create",
      "users.update",
      "users.delete",
      "variables.create",
      "variables.update",
      "variables.updateByName",
      "variables.delete",
      "variables.deleteByName",
      "workPools.delete",
      "workPools.createQueue",
      "workPools.updateQueue",
      "workPools.deleteQueue",
      "workPools.deleteWorker",
      "workQueues.update",
      "workQueues.delete",
    ]
  `)
})

it('records what workers do too, when people do it', () => {
  expect(recordedAs('by-people')).toEqual(['blockDocuments.create', 'workPools.create', 'workPools.update', 'workQueues.create'])
})

it('records forced states and cancellations, and not the states that runs tell', () => {
  expect(recordedAs('forced')).toEqual(['flowRuns.setState', 'taskRuns.setState'])
})

it('records every route that answers secrets when it is asked to', () => {
  const asks = ({ spec: { query, body } }: (typeof ALL)[number]): boolean =>
    [query, body].some(
      (schema) =>
        schema !== undefined && 'include_secrets' in (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties ?? {}),
    )
  expect(recordedAs('secrets')).toEqual(ALL.filter(asks).map(({ action }) => action))
})

it('records of the rest that writes only what was refused, and nothing of reads', () => {
  expect(recordedAs('refused')).toMatchInlineSnapshot(`
    [
      "artifacts.create",
      "artifacts.update",
      "blockSchemas.create",
      "blockTypes.create",
      "blockTypes.update",
      "blockTypes.installSystemBlockTypes",
      "bulk.createFlowRuns",
      "concurrencyLimits.increment",
      "concurrencyLimits.decrement",
      "concurrencyLimitsV2.increment",
      "concurrencyLimitsV2.incrementWithLease",
      "concurrencyLimitsV2.decrement",
      "concurrencyLimitsV2.decrementWithLease",
      "concurrencyLimitsV2.renewLease",
      "deployments.getScheduledFlowRuns",
      "deployments.createFlowRun",
      "events.create",
      "flowRunInputs.create",
      "flowRunInputs.delete",
      "flowRuns.create",
      "flowRuns.update",
      "flowRuns.resume",
      "flowRuns.updateLabels",
      "flowRuns.renewLease",
      "flows.create",
      "logs.create",
      "taskRuns.create",
      "taskRuns.update",
      "workPools.getScheduledFlowRuns",
      "workPools.heartbeat",
      "workQueues.getRuns",
    ]
  `)
  const reads = ALL.filter(({ spec }) => spec.method === 'GET').filter((route) => recordingOf(route) !== undefined)
  expect(reads.map(({ action }) => action)).toEqual(['blockDocuments.read', 'blockTypes.listDocuments', 'blockTypes.readDocument'])
})
