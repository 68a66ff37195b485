import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStorage, uploadTree } from '@millrace/sdk/storage'
import { type RunningS3, startS3, temporaryFolder } from '@millrace/testing'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'

const VENVS = join(import.meta.dirname, '..', '..', '.venvs')
/** Made by `.venvs/prefect-2/bin/pip install --target .venvs/s3fs s3fs`, which Prefect's uploader needs. */
const S3FS = join(VENVS, 's3fs')
const FILES = 1000
/** What Prefect's uploader is measured with, whose thousand take minutes: its time is that of each file, one after another. */
const FEW = 200

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

/**
 * How long small files take to an S3-compatible server (moto), and a second time when nothing has changed: 1,000 from our uploader, and
 * 200 from each.
 */
export async function uploads({ rounds, withPrefect }: Options): Promise<void> {
  await using s3 = await startS3()
  await using many = await temporaryFolder()
  await using few = await temporaryFolder()
  await using home = await temporaryFolder()
  await fill(many.path, FILES)
  await fill(few.path, FEW)
  const seconds = { many: [] as number[], manyAgain: [] as number[], few: [] as number[], fewAgain: [] as number[], theirs: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    seconds.few.push(await timed(s3, few.path, `few-${round}`, FEW))
    seconds.fewAgain.push(await timed(s3, few.path, `few-${round}`, FEW))
    // Before there is much in the bucket that the server has to search.
    if (withPrefect && existsSync(S3FS))
      seconds.theirs.push(prefectSeconds(s3, { folder: few.path, home: home.path, to: `s3://${s3.bucket}/prefect-${round}` }))
    seconds.many.push(await timed(s3, many.path, `many-${round}`, FILES))
    seconds.manyAgain.push(await timed(s3, many.path, `many-${round}`, FILES))
  }
  const row = (name: string, files: number, first: readonly number[], again: readonly number[]): string[] => {
    const best = Math.min(...first)
    return [name, String(files), best.toFixed(2), ((best / files) * 1000).toFixed(1), Math.min(...again).toFixed(2)]
  }
  printTable(
    `upload of files of 400 bytes, best of ${rounds}`,
    ['uploader', 'files', 'first s', 'ms a file', 'nothing changed s'],
    [
      row('Millrace', FILES, seconds.many, seconds.manyAgain),
      row('Millrace', FEW, seconds.few, seconds.fewAgain),
      // It uploads all each time.
      ...(seconds.theirs.length > 0 ? [row('Prefect 2.20', FEW, seconds.theirs, seconds.theirs)] : []),
    ],
  )
}

async function fill(folder: string, files: number): Promise<void> {
  for (let number = 0; number < files; number += 1) {
    const place = join(folder, `part${number % 10}`)
    await mkdir(place, { recursive: true })
    await writeFile(join(place, `file-${number}.txt`), `${number}\n`.repeat(100))
  }
}

async function timed({ url, bucket }: RunningS3, from: string, to: string, files: number): Promise<number> {
  const fields = { bucket_path: bucket, aws_access_key_id: 'test', aws_secret_access_key: 'test' }
  const storage = await openStorage({ type: 's3', name: null, fields }, { AWS_ENDPOINT_URL: url, AWS_REGION: 'us-east-1' })
  if (storage.files === undefined) throw new Error('this storage takes no uploads')
  const began = performance.now()
  const { files: count } = await uploadTree(storage.files, { from, to })
  if (count !== files) throw new Error(`${count} files were uploaded`)
  return (performance.now() - began) / 1000
}

interface PrefectUpload {
  readonly folder: string
  /** Of Prefect itself. */
  readonly home: string
  readonly to: string
}

function prefectSeconds({ url }: RunningS3, { folder, home, to }: PrefectUpload): number {
  const env = { ...process.env, PYTHONPATH: S3FS, PREFECT_HOME: home }
  const { stdout, stderr } = spawnSync(join(VENVS, 'prefect-2/bin/python'), ['-c', PREFECT, url, folder, to], { encoding: 'utf8', env })
  const [count, seconds] = JSON.parse(stdout.trim() === '' ? '[]' : stdout) as [number?, number?]
  if (count !== FEW || seconds === undefined) throw new Error(`Prefect uploaded ${count} files: ${stderr}`)
  return seconds
}
