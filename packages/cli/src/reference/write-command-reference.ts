import { writeFileSync } from 'node:fs'
import { createContext } from '../context.ts'
import { processIo } from '../io.ts'
import { COMMANDS } from '../main.ts'
import { commandReference } from './command-reference.ts'

writeFileSync(new URL('../../../../docs/cli.md', import.meta.url), await commandReference(COMMANDS, createContext(processIo())))
