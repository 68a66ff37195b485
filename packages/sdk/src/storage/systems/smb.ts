import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { newId } from '../../identifiers.ts'
import { NotInStorage, StorageAccessRefused, StorageDriverMissing, StorageError, StorageUnreachable } from '../errors.ts'
import { bucketOf, type Fields, optionalText } from '../fields.ts'
import type { FileSystem, StoredFile } from '../file-system.ts'
import { sha256Of } from '../manifest.ts'
import { relativePath } from '../paths.ts'

const fields = z.object({
  share_path: z.string().min(1),
  smb_username: optionalText,
  smb_password: optionalText,
  smb_host: z.string().min(1),
  smb_port: z.coerce.number().int().min(1).max(65_535).nullish(),
})

const PROGRAM = 'smbclient'

/** Opens an `smb` block, by Samba's own client program: those of npm know the oldest way to log in only. */
export function openSmb(given: Fields): Promise<FileSystem> {
  const { share_path: path, smb_username: user, smb_password: password, smb_host: host, smb_port: port } = fields.parse(given)
  const { bucket: share, root } = bucketOf(path)
  const base = relativePath(root)
  const address = `smb://${host}${port == null ? '' : `:${port}`}/${share}${root}`.replace(/\/$/, '')
  const at = (name: string): string => quoted(base === '' ? name : `${base}/${name}`)
  const service = `//${host}/${share}`
  const argv = [service, ...(port == null ? [] : [`--port=${port}`]), ...(user === undefined ? ['--no-pass'] : [])]

  /** What the client says to its commands; login data is in a file that only this user may read. */
  async function run(commands: readonly string[], folder: string): Promise<string> {
    const login = join(folder, 'login')
    if (user !== undefined) {
      const [domain, name] = user.includes('\\') ? user.split('\\') : [undefined, user]
      await writeFile(login, `username=${name}\npassword=${password ?? ''}\n${domain === undefined ? '' : `domain=${domain}\n`}`, {
        mode: 0o600,
      })
    }
    const child = spawn(PROGRAM, [...argv, ...(user === undefined ? [] : [`--authentication-file=${login}`])], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const started = new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (cause) =>
        reject(
          new StorageDriverMissing(`${address} is reached by the program ${PROGRAM}, which is not installed: apt-get install smbclient`, {
            cause,
          }),
        ),
      )
    })
    await started
    child.stdin.on('error', () => undefined)
    child.stdin.end(`${commands.join('\n')}\n`)
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)])
    const output = `${said}\n${complained}`
    const refused = /session setup failed: (\S+)|tree connect failed: (\S+)|NT_STATUS_(?:ACCESS_DENIED|LOGON_FAILURE)/.exec(output)
    if (/NT_STATUS_BAD_NETWORK_NAME/.test(output)) throw new NotInStorage(`${address} is not there: ${host} has no share '${share}'`)
    if (refused !== null)
      throw new StorageAccessRefused(
        `${address} refuses: ${refused[1] ?? refused[2] ?? refused[0]}. Look at smb_username and smb_password of the block`,
      )
    if (/Connection to \S+ failed|NT_STATUS_(?:CONNECTION|HOST_UNREACHABLE|IO_TIMEOUT|NETWORK|UNSUCCESSFUL|NOT_FOUND)\w*/.test(output))
      throw new StorageUnreachable(
        `${address} cannot be reached: ${output.trim().split('\n').at(-1)}. What is there by now stays; try again`,
      )
    return output
  }

  const inFolder = async <Value>(work: (folder: string) => Promise<Value>): Promise<Value> => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-smb-'))
    try {
      return await work(folder)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  function expectDone(output: string, what: string): void {
    const failure = /NT_STATUS_(?!OBJECT_NAME_COLLISION)\w+/.exec(output)
    if (failure !== null) throw new StorageError(`could not ${what} in ${address}: ${failure[0]}`)
  }

  async function put(file: string, path: string): Promise<void> {
    const temporary = join(dirname(path), `.${newId()}.tmp`)
    const parent = dirname(at(path).slice(1, -1))
    const commands = [
      'recurse ON',
      ...(parent === '.' ? [] : [`mkdir ${quoted(parent)}`]),
      `put ${quoted(file)} ${at(temporary)}`,
      `rename ${at(temporary)} ${at(path)} -f`,
    ]
    expectDone(await inFolder((folder) => run(commands, folder)), `write '${path}'`)
  }

  /** False where there is no such file. */
  async function get(path: string, file: string, folder: string): Promise<boolean> {
    const output = await run([`get ${at(path)} ${quoted(file)}`], folder)
    if (/NT_STATUS_(?:OBJECT_(?:NAME|PATH)_NOT_FOUND|NO_SUCH_FILE)/.test(output)) return false
    expectDone(output, `read '${path}'`)
    return true
  }

  return Promise.resolve({
    address,
    parallel: 4,
    async list(folder) {
      const from = [base, folder].filter(Boolean).join('/')
      const output = await inFolder((temporary) => run(['recurse ON', `ls ${quoted(`${from === '' ? '' : `${from}/`}*`)}`], temporary))
      return listed(output, from)
    },
    read: (path) =>
      inFolder(async (folder) =>
        (await get(path, join(folder, 'content'), folder)) ? await readFile(join(folder, 'content')) : undefined,
      ),
    write: (path, content) =>
      inFolder(async (folder) => {
        await writeFile(join(folder, 'content'), content)
        await put(join(folder, 'content'), path)
      }),
    async upload(file, path) {
      const before = await stat(file)
      const sha256 = await sha256Of(file)
      await put(file, path)
      const after = await stat(file)
      // The client reads the file by itself: what changed meanwhile is not what the checksum is of.
      return before.mtimeMs === after.mtimeMs && before.size === after.size ? sha256 : ''
    },
    download: (path, file) => inFolder(async (folder) => ((await get(path, file, folder)) ? await sha256Of(file) : undefined)),
    remove: (paths) =>
      inFolder(async (folder) => {
        await run(
          paths.map((path) => `del ${at(path)}`),
          folder,
        )
      }),
  })
}

/** Names of a share have no double quotes; those of this machine could. */
function quoted(name: string): string {
  if (name.includes('"')) throw new StorageError(`'${name}' has a double quote in its name, which shares cannot have`)
  return `"${name.replaceAll('\\', '/')}"`
}

/** `  name   A   12  Sat Nov 21 14:00:00 2026` below lines that name folders as `\\folder`. */
function listed(output: string, from: string): StoredFile[] {
  let folder = from
  return output.split('\n').flatMap((line) => {
    if (line.startsWith('\\')) folder = line.trim().slice(1).replaceAll('\\', '/')
    const [, name, attributes, size, modified = ''] =
      /^ {2}(.+?) +([A-Z]*) +(\d+) {2}[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})$/.exec(line) ?? []
    if (name === undefined || attributes?.includes('D') === true) return []
    const path = `${folder}/${name}`
    return [{ path: (from === '' ? path : path.slice(from.length)).replace(/^\//, ''), size: Number(size), modified: new Date(modified) }]
  })
}
