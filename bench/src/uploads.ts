import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openStorage, uploadTree } from '@millrace/sdk/storage'
import { freePort, startS3, supervise, temporaryFolder } from '@millrace/testing'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'

const VENVS = join(import.meta.dirname, '..', '..', '.venvs')
/** Made by `.venvs/prefect-2/bin/pip install --target .venvs/s3fs s3fs`, which Prefect's uploader needs. */
const S3FS = join(VENVS, 's3fs')
/**
 * Made by `GOBIN=$PWD/.venvs/gofakes3/bin go install github.com/johannesboyne/gofakes3/cmd/gofakes3@v1.2.0`. That of the tests, moto, takes 3 to 4 ms
 * for each file itself, one after another, and so hides most of what uploaders differ in.
 */
const QUICK_SERVER = join(VENVS, 'gofakes3', 'bin', 'gofakes3')
const FILES = 1000

/** Uploads a folder with the uploader of 2.20 and prints the seconds it took. */
const PREFECT = `import json, sys, time
from prefect.filesystems import RemoteFileSystem
url, folder, to = sys.argv[1:]
settings = {"key": "test", "secret": "test", "client_kwargs": {"endpoint_url": url, "region_name": "us-east-1"}}
storage = RemoteFileSystem(basepath=to, settings=settings)
began = time.perf_counter()
count = storage.put_directory(local_path=folder, to_path="", overwrite=True)
print(json.dumps([count, time.perf_counter() - began]))
`

/** How long 1,000 small files take to each S3-compatible server that is here from each uploader, and a second time when nothing has changed. */
export async function uploads(options: Options): Promise<void> {
  {
    await using moto = await startS3()
    await uploadsTo('moto', moto, options)
  }
  if (!existsSync(QUICK_SERVER)) return
  await using quick = await startQuickServer()
  await uploadsTo('gofakes3', quick, options)
}

/** A server of S3, with a bucket. */
interface Bucket {
  readonly url: string
  readonly bucket: string
}

async function startQuickServer(): Promise<Bucket & AsyncDisposable> {
  const host = `127.0.0.1:${await freePort()}`
  const argv = ['-host', host, '-backend', 'memory', '-initialbucket', 'flows']
  const server = supervise({ program: QUICK_SERVER, argv, env: process.env })
  await server.says(/using port/, 30)
  return { url: `http://${host}`, bucket: 'flows', [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function uploadsTo(server: string, s3: Bucket, { rounds, withPrefect }: Options): Promise<void> {
  await using folder = await temporaryFolder()
  await using home = await temporaryFolder()
  await fill(folder.path)
  const ours: { first: number; again: number }[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const to = `round-${round}`
    ours.push({ first: await timed(s3, folder.path, to), again: await timed(s3, folder.path, to) })
    if (withPrefect && existsSync(S3FS))
      theirs.push(await prefectSeconds(s3, { folder: folder.path, home: home.path, to: `s3://${s3.bucket}/prefect-${round}` }))
  }
  const best = (seconds: readonly number[]): string => Math.min(...seconds).toFixed(2)
  const rows = [['Millrace', best(ours.map(({ first }) => first)), best(ours.map(({ again }) => again))]]
  // It uploads all of them each time.
  if (theirs.length > 0) rows.push(['Prefect 2.20', best(theirs), best(theirs)])
  printTable(`upload of ${FILES} files of 400 bytes to ${server}, best of ${rounds}`, ['uploader', 'first s', 'nothing changed s'], rows)
}

async function fill(folder: string): Promise<void> {
  for (let number = 0; number < FILES; number += 1) {
    const place = join(folder, `part${number % 10}`)
    await mkdir(place, { recursive: true })
    await writeFile(join(place, `file-${number}.txt`), `${number}\n`.repeat(100))
  }
}

async function timed({ url, bucket }: Bucket, from: string, to: string): Promise<number> {
  const fields = { bucket_path: bucket, aws_access_key_id: 'test', aws_secret_access_key: 'test' }
  const storage = await openStorage({ type: 's3', name: null, fields }, { AWS_ENDPOINT_URL: url, AWS_REGION: 'us-east-1' })
  if (storage.files === undefined) throw new Error('this storage takes no uploads')
  const began = performance.now()
  const { files: count } = await uploadTree(storage.files, { from, to })
  if (count !== FILES) throw new Error(`${count} files were uploaded`)
  return (performance.now() - began) / 1000
}

interface PrefectUpload {
  readonly folder: string
  /** Of Prefect itself. */
  readonly home: string
  readonly to: string
}

/** Without blocking this process, which reads what the S3 server writes: that waits when nobody does. */
async function prefectSeconds({ url }: Bucket, { folder, home, to }: PrefectUpload): Promise<number> {
  const env = { ...process.env, PYTHONPATH: S3FS, PREFECT_HOME: home }
  const { stdout, stderr } = await promisify(execFile)(join(VENVS, 'prefect-2/bin/python'), ['-c', PREFECT, url, folder, to], { env })
  const [count, seconds] = JSON.parse(stdout.trim() === '' ? '[]' : stdout) as [number?, number?]
  if (count !== FILES || seconds === undefined) throw new Error(`Prefect uploaded ${count} files: ${stderr}`)
  return seconds
}
