import { describe } from 'vitest'
import { describeFilters } from './filters/filters.testsuite.ts'
import { describeQueries } from './queries/queries.testsuite.ts'
import { describeRows } from './rows.testsuite.ts'
import { describeStore } from './store.testsuite.ts'
import { openTestStore, STORE_KINDS } from './testing.ts'

describe.each(STORE_KINDS)('the store on %s', (kind) => {
  describeStore(() => openTestStore(kind))
  describeRows(() => openTestStore(kind))
  describe('filters', () => {
    describeFilters(() => openTestStore(kind))
  })
  describeQueries(() => openTestStore(kind))
})
