import { expect, test } from 'vitest'
import { copyTexts } from './copy-texts.ts'

const API = 'http://127.0.0.1:4200/api'
const RUN = { id: 'r', deployment_id: 'd', parameters: { city: "L'Aquila" }, tags: ['nightly', 'two words'] }

test('a run of a deployment is made again with its parameters and tags', () => {
  const { cli, curl, code } = copyTexts(RUN, 'import/every night', API)
  expect(cli).toBe(
    String.raw`millrace deployment run 'import/every night' --params '{"city":"L'\''Aquila"}' --tag nightly --tag 'two words'`,
  )
  expect(curl).toContain(`${API}/deployments/d/create_flow_run`)
  expect(curl).toContain(String.raw`{"parameters":{"city":"L'\''Aquila"}`)
  expect(code).toBe(`await runDeployment("import/every night", { parameters: {"city":"L'Aquila"} })`)
  expect(copyTexts({ ...RUN, parameters: {}, tags: [] }, 'import/nightly', API).cli).toBe('millrace deployment run import/nightly')
})

test('one that nobody deployed is looked at', () => {
  expect(copyTexts({ ...RUN, deployment_id: null }, undefined, API).cli).toBe('millrace flow-run inspect r')
})
