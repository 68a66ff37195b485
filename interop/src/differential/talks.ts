import type { Conversation } from './conversation.ts'
import { talkOfAdministration } from './scripts/administration.ts'
import { talkOfArtifacts } from './scripts/artifacts.ts'
import { talkOfAutomationRules } from './scripts/automation-rules.ts'
import { talkOfAutomations } from './scripts/automations.ts'
import { talkOfBackgroundTasks } from './scripts/background-tasks.ts'
import { talkOfBlockRules } from './scripts/block-rules.ts'
import { talkOfBlocks } from './scripts/blocks.ts'
import { talkOfBulk } from './scripts/bulk.ts'
import { talkOfCompletedData } from './scripts/completed-data.ts'
import { talkOfDeploymentParameters } from './scripts/deployment-parameters.ts'
import { talkOfDeploymentSchedules } from './scripts/deployment-schedules.ts'
import { talkOfDeployments } from './scripts/deployments.ts'
import { talkOfEvents } from './scripts/events.ts'
import { talkOfFlowRuns } from './scripts/flow-runs.ts'
import { talkOfFlows } from './scripts/flows.ts'
import { talkOfGoneDeployments } from './scripts/gone-deployments.ts'
import { talkOfLimitRules } from './scripts/limit-rules.ts'
import { talkOfLimits } from './scripts/limits.ts'
import { talkOfLogs } from './scripts/logs.ts'
import { talkOfNames } from './scripts/names.ts'
import { talkOfNestedBlocks } from './scripts/nested-blocks.ts'
import { talkOfNotificationPolicies } from './scripts/notification-policies.ts'
import { talkOfOlderDeployments } from './scripts/older-deployments.ts'
import { talkOfOverviews } from './scripts/overviews.ts'
import { talkOfPoolRules } from './scripts/pool-rules.ts'
import { talkOfQueueRules } from './scripts/queue-rules.ts'
import { talkOfRunRules } from './scripts/run-rules.ts'
import { talkOfServer } from './scripts/server.ts'
import { talkOfSlots } from './scripts/slots.ts'
import { talkOfStates } from './scripts/states.ts'
import { talkOfSubflows } from './scripts/subflows.ts'
import { talkOfTagLimitRules } from './scripts/tag-limit-rules.ts'
import { talkOfTaskRuns } from './scripts/task-runs.ts'
import { talkOfTimes } from './scripts/times.ts'
import { talkOfVariables } from './scripts/variables.ts'
import { talkOfWorkPools } from './scripts/work-pools.ts'

/** Scripts, in the order in which they are held: later ones find what earlier ones made. */
export const TALKS: readonly ((api: Conversation) => Promise<void>)[] = [
  talkOfServer,
  talkOfFlows,
  talkOfFlowRuns,
  talkOfStates,
  talkOfTaskRuns,
  talkOfBackgroundTasks,
  talkOfCompletedData,
  talkOfSubflows,
  talkOfLogs,
  // Before there are deployments, each of which may have a limit under a random name.
  talkOfLimits,
  talkOfLimitRules,
  talkOfTagLimitRules,
  talkOfDeployments,
  talkOfOlderDeployments,
  talkOfDeploymentSchedules,
  talkOfDeploymentParameters,
  talkOfGoneDeployments,
  talkOfWorkPools,
  talkOfPoolRules,
  talkOfQueueRules,
  talkOfRunRules,
  talkOfVariables,
  talkOfSlots,
  talkOfArtifacts,
  talkOfBlocks,
  talkOfNestedBlocks,
  talkOfBlockRules,
  talkOfNames,
  talkOfTimes,
  talkOfBulk,
  talkOfOverviews,
  // Takes everything away.
  talkOfAdministration,
]

/** Scripts of what 2.20 serves only when its events are switched on, held after the others; they find nothing of theirs. */
export const EVENT_TALKS: typeof TALKS = [talkOfEvents, talkOfAutomations, talkOfAutomationRules, talkOfNotificationPolicies]
