import { describe, expect, it } from 'vitest'
import { parseConnectionUrl } from './connection-url.ts'

describe('a connection URL', () => {
  it.each([
    [':memory:', ':memory:'],
    ['sqlite://', ':memory:'],
    ['sqlite:///:memory:', ':memory:'],
    ['sqlite+aiosqlite:///:memory:', ':memory:'],
    ['sqlite:///relative/millrace.db', 'relative/millrace.db'],
    ['sqlite:////home/me/millrace.db', '/home/me/millrace.db'],
    ['sqlite+aiosqlite:////home/me/with space.db?timeout=60', '/home/me/with space.db'],
  ])('%s names the SQLite file %s', (url, path) => {
    expect(parseConnectionUrl(url)).toEqual({ kind: 'sqlite', path })
  })

  it.each([
    ['postgres://me@host/db', 'postgresql://me@host/db'],
    ['postgresql+asyncpg://me:p%40ss@host:5433/db', 'postgresql://me:p%40ss@host:5433/db'],
    ['postgresql+asyncpg://host/db?ssl=require', 'postgresql://host/db?sslmode=require'],
    ['postgresql://host/db?application_name=x&ssl=verify-full', 'postgresql://host/db?application_name=x&sslmode=verify-full'],
  ])('%s names the Postgres server %s', (url, address) => {
    expect(parseConnectionUrl(url)).toEqual({ kind: 'postgres', url: address })
  })

  it('of another kind is refused without telling its password', () => {
    expect(() => parseConnectionUrl('mysql://me:secret@host/db')).toThrow('expected MILLRACE_SERVER_DATABASE_CONNECTION_URL to begin with')
    expect(() => parseConnectionUrl('mysql://me:secret@host/db')).not.toThrow('secret')
  })
})
