import { randomUUID } from 'node:crypto'
import { openStore } from '../open-store.ts'
import { sample } from '../sample-rows.ts'

/** For a test: a process of its own that opens the file it is given and writes that many flows, each acknowledged before the next. */
const [, , file = '', count = '0'] = process.argv
await using store = await openStore({ connectionUrl: `sqlite:///${file}`, synchronous: 'NORMAL', timeout: 10, poolSize: 1, migrate: true })
for (let written = 0; written < Number(count); written += 1) {
  await store.write(({ db }) =>
    db
      .insertInto('flow')
      .values(sample.flow({ name: randomUUID() }))
      .execute(),
  )
}
