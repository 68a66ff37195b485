import { setting } from '../setting.ts'
import { bool } from '../values.ts'

/** The command line. */
export const cli = {
  colors: setting(bool, true, 'Colours in what commands print to a terminal; NO_COLOR turns them off too.'),
}
