/** The version of Millrace, as every package of the release has it. */
export const VERSION = '0.1.0'
