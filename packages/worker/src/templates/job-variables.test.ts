import { describe, expect, it } from 'vitest'
import { jobVariables } from './job-variables.ts'

describe('job variables', () => {
  it('are the defaults of the pool, then the deployment’s, then the run’s', () => {
    const template = {
      job_configuration: {},
      variables: { properties: { env: { default: { A: 'pool' } }, image: { default: 'base' }, name: {} } },
    }
    expect(jobVariables(template, { 'env.B': 'deployment', image: 'mine' }, null, { env: { C: 'run' } })).toEqual({
      env: { A: 'pool', B: 'deployment', C: 'run' },
      image: 'mine',
    })
  })
})
