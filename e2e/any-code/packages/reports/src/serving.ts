import { Currency } from '@acme/shared'
import { serve } from 'millrace'
import { report } from './flows'

await serve([{ flow: report, name: 'served', parameters: { amounts: [-2], currency: Currency.Euro } }])
