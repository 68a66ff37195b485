import { oneLine } from './escape.ts'
import type { Styled } from './output.ts'

/** An object as indented `name: value` lines; empty members are shown, for they say something too. */
export const details = (value: object, styled: Styled, indent = ''): string =>
  Object.entries(value)
    .map(([key, member]) => `${indent}${styled('cyan', `${oneLine(key)}:`)}${memberOf(member, styled, indent)}`)
    .join('\n')

function memberOf(value: unknown, styled: Styled, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []'
    if (value.every((item) => typeof item !== 'object' || item === null)) return ` ${value.map((item) => scalar(item, indent)).join(', ')}`
    return `\n${value.map((item) => `${indent}  - ${itemOf(item, styled, `${indent}    `)}`).join('\n')}`
  }
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).length === 0 ? ' {}' : `\n${details(value, styled, `${indent}  `)}`
  }
  return ` ${scalar(value, indent)}`
}

const itemOf = (item: unknown, styled: Styled, indent: string): string =>
  typeof item === 'object' && item !== null ? details(item, styled, indent).trimStart() : scalar(item, indent)

function scalar(value: unknown, indent: string): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? ''
  if (!value.includes('\n')) return oneLine(value)
  return `\n${value
    .split('\n')
    .map((line) => `${indent}  ${oneLine(line)}`)
    .join('\n')}`
}
