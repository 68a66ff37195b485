import { type Environment, environmentProgram, prepareEnvironment } from './environments.ts'

/** A generation of Prefect that is installed beside ours: a real client, and a real server to compare with. */
export type Generation = 2 | 3

export const GENERATIONS: readonly Generation[] = [2, 3]

const environmentOf = (generation: Generation): Environment => `prefect-${generation}`

/** Where a program of this generation's virtual environment is, such as `python` or `prefect`. */
export const peerProgram = (generation: Generation, program: string): string => environmentProgram(environmentOf(generation), program)

/** Makes the virtual environment of a generation, unless it is there. Answers true when it had to be made. */
export const preparePeer = (generation: Generation): Promise<boolean> => prepareEnvironment(environmentOf(generation))
