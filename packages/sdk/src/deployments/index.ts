export { BundleStorage, type BundleStorageOptions, type StoredBundle } from '../bundles/bundle-storage.ts'
export { applyDeployment, definitionOf, requirePool, type AppliedDeployment, type ApplyOptions } from './apply.ts'
export { INFRASTRUCTURE_TYPES } from './anonymous-infrastructure.ts'
export { buildDeployment, type BuildOptions, type BuiltDeployment } from './build.ts'
export { checkParameters } from './check-parameters.ts'
export { editedBelowLine } from './edited-below-line.ts'
export { ensureQueue } from './ensure-queue.ts'
export { deploymentDefinition, type DeploymentDefinition } from './definition.ts'
export { Deployment, type ApplyDeploymentOptions, type BuildFromFlowOptions } from './deployment.ts'
export { deploymentText, parseDeployments, readDeploymentFile, writeDeploymentFile } from './deployment-file.ts'
export {
  DeploymentError,
  DeploymentNotFound,
  InvalidDeploymentFile,
  InvalidDeploymentName,
  InvalidSchedule,
  PythonFlowFailed,
  UnknownInfrastructureBlock,
  UnknownWorkPool,
} from './errors.ts'
export { type EditableKey, keepEdits, type MergedDeployment, noteFile } from './file-edits.ts'
export { findDeployment } from './find-deployment.ts'
export type { FlowDescription } from './flow-description.ts'
export { runDeployment, type RunDeploymentOptions } from './run-deployment.ts'
export { uploadDeployment, type UploadedDeployment } from './upload.ts'
export { scheduleFrom, type ScheduleOptions } from './schedule-options.ts'
