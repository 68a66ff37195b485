import { expect, test } from 'vitest'
import { Block } from '../blocks/block.ts'
import { blocks } from '../blocks/built-in.ts'
import { DeploymentError } from '../deployments/errors.ts'
import type { FlowSource } from './flow-source.ts'
import { pullStepsOf } from './pull-steps-of.ts'

const saved = { id: '0197c9a0-0000-7000-8000-000000000001', name: 'mine' }
const secret = new Block(blocks.secret, blocks.secret.of({ value: 'x' }).values, saved)

test.each<[string, FlowSource, string, Record<string, unknown>]>([
  ['a repository', 'https://h.test/a/flows.git', 'git_clone', { repository: 'https://h.test/a/flows.git' }],
  [
    'a state of a repository',
    { repository: 'git@h.test:a/b', commit: 'c0ffee', submodules: true },
    'git_clone',
    { repository: 'git@h.test:a/b', commit_sha: 'c0ffee', include_submodules: true },
  ],
  [
    'a token in a block',
    { repository: 'https://h.test/a', accessToken: secret },
    'git_clone',
    { repository: 'https://h.test/a', access_token: '{{ prefect.blocks.secret.mine }}' },
  ],
  ['an object storage', 's3://bucket/code', 'pull_from_remote_storage', { url: 's3://bucket/code' }],
  ['a folder', '/srv/flows', 'set_working_directory', { directory: '/srv/flows' }],
  ['a block', secret, 'pull_with_block', { block_type_slug: 'secret', block_document_name: 'mine' }],
])('%s is fetched by a step', (_what, source, name, inputs) => {
  expect(pullStepsOf(source)).toEqual([{ [`prefect.deployments.steps.${name}`]: inputs }])
})

test.each<[string, FlowSource]>([
  ['a token as text', { repository: 'https://h.test/a', accessToken: 'ghp_x' }],
  ['a token in an address', 'https://ghp_x@h.test/a'],
  ['a block that was not saved', blocks.localFileSystem.of({ basepath: '/srv' })],
])('%s is refused, and not shown', (_what, source) => {
  expect(() => pullStepsOf(source)).toThrow(DeploymentError)
  expect(() => pullStepsOf(source)).not.toThrow(/ghp_x/)
})
