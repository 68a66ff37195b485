import { loadDocker } from '../docker/load-docker.ts'
import { UnknownStep } from './errors.ts'
import type { Step } from './step.ts'

/** The steps by their last name; loaded when one of them runs. */
const STEPS: Readonly<Record<string, () => Promise<Step>>> = {
  git_clone: async () => (await import('./git-clone.ts')).gitClone,
  set_working_directory: async () => (await import('./set-working-directory.ts')).setWorkingDirectory,
  run_shell_script: async () => (await import('./run-shell-script.ts')).runShellScript,
  pip_install_requirements: async () => (await import('./install-packages.ts')).pipInstallRequirements,
  npm_install: async () => (await import('./install-packages.ts')).npmInstall,
  pull_from_remote_storage: async () => (await import('./storage-steps.ts')).pullFromRemoteStorage,
  pull_with_block: async () => (await import('./storage-steps.ts')).pullWithBlock,
  ...Object.fromEntries(
    ['build_docker_image', 'push_docker_image', 'build_flow_image'].map((name) => [name, () => dockerStep(name)] as const),
  ),
  ...Object.fromEntries(
    ['push_to_s3', 'pull_from_s3', 'push_to_gcs', 'pull_from_gcs', 'push_to_azure_blob_storage', 'pull_from_azure_blob_storage'].map(
      (name) => [name, () => cloudStep(name)] as const,
    ),
  ),
}

async function cloudStep(name: string): Promise<Step> {
  const { cloudSteps } = await import('./storage-steps.ts')
  const step = cloudSteps[name]
  if (step === undefined) throw unknown(name)
  return step
}

async function dockerStep(name: string): Promise<Step> {
  const step = (await loadDocker<{ readonly steps: Readonly<Record<string, Step>> }>(`step ${name}`, '/steps')).steps[name]
  if (step === undefined) throw unknown(name)
  return step
}

/** `prefect.deployments.steps.git_clone`, its older places, `millrace.steps.git_clone`, and those of Prefect's packages for clouds. */
const NAME = /^(?:millrace|millrace_\w+|prefect|prefect_(?:aws|azure|docker|gcp))\.(?:(?:deployments|projects)\.)?steps\.(?:\w+\.)?(\w+)$/

/** The last name of a step, by which it is known here; undefined for a step of somebody else. */
const knownName = (name: string): string | undefined => {
  const [, last] = NAME.exec(name) ?? []
  return last !== undefined && Object.hasOwn(STEPS, last) ? last : undefined
}

/** What runs a step. @throws UnknownStep */
export async function loadStep(name: string): Promise<Step> {
  const load = STEPS[requireKnown(name)]
  if (load === undefined) throw unknown(name)
  return await load()
}

/** Passes a step that is known. @throws UnknownStep */
export function requireKnown(name: string): string {
  const last = knownName(name)
  if (last === undefined) throw unknown(name)
  return last
}

const unknown = (name: string): UnknownStep =>
  new UnknownStep(
    name,
    Object.keys(STEPS).map((each) => `millrace.steps.${each}`),
  )
