import assert = require('node:assert')
import { flow, task } from 'millrace'
import { join } from 'path'
import { tone } from './tones'

const loud = task(async function loud(text: string) {
  if (text === '') throw new RangeError('no text')
  return text + tone.Loud
})

const older = flow(async function older(text: string = 'hello') {
  assert(join(__dirname, 'x').length > 0)
  return await loud.submit(text)
})

export = { older, loud }
