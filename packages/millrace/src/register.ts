/** `node --import millrace/register script.ts`: Node runs whatever the tsconfig of a script accepts. */
import { acceptUserCode } from '@millrace/sdk/entrypoints'

acceptUserCode()
