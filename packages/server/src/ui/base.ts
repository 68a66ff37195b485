/** The path by which browsers know the server, with slashes around it: `millrace` → `/millrace/`. */
export const baseOf = (path: string): string => `/${path}/`.replaceAll(/\/+/g, '/')
