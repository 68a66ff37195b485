import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseDeployments } from './deployment-file.ts'

const HEADER = /^### A complete description of a \w+ Deployment for flow '(.*)'$/m

/**
 * What people seem to have changed below the line of a deployment file, in words with file and line. It is taken as it stands, as in
 * Prefect 2.20: the flow may have been renamed, or the code be on another machine.
 */
export function editedBelowLine(file: string, shown: string): string[] {
  let line = 1
  return readFileSync(file, 'utf8')
    .split(/^---$/m)
    .flatMap((text) => {
      const found = doubts(text).map(([key, words]) => `${shown}:${line + lineOf(text, key)}: ${key}, below the line, ${words}`)
      line += text.split('\n').length - 1
      return found
    })
}

function doubts(text: string): (readonly [key: string, words: string])[] {
  if (text.trim() === '') return []
  return parseDeployments(text, '').flatMap(({ flow_name: flow, entrypoint, path, storage }) => {
    const [, built] = HEADER.exec(text) ?? []
    const file = entrypoint?.slice(0, entrypoint.lastIndexOf(':')) ?? ''
    const isGone = storage === null && path !== null && isFolder(path) && /\.\w+$/.test(file) && !existsSync(join(path, file))
    return [
      ...(built === undefined || built === flow
        ? []
        : [['flow_name', `is '${flow}', and the file was built for flow '${built}'`] as const]),
      ...(isGone ? [['entrypoint', `is '${entrypoint}', and ${path} has no such file`] as const] : []),
    ]
  })
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

const lineOf = (text: string, key: string): number => text.slice(0, text.search(new RegExp(`^${key}:`, 'm'))).split('\n').length - 1
