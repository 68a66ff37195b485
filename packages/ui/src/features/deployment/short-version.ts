/** Of a commit or another digest the first eight digits; any other version as it is. */
export const shortVersion = (version: string): string => version.replace(/^((?:sha256:)?[0-9a-f]{8})[0-9a-f]{24,}(?=$|-)/i, '$1')

/** Whether there is more to say of a version than its name. */
export const hasOrigin = (info: Readonly<Record<string, unknown>> | null | undefined): boolean =>
  ['branch', 'repository', 'url', 'message'].some((part) => typeof info?.[part] === 'string' && info[part] !== '')
