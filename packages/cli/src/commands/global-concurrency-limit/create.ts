import { isStatus } from '@millrace/client'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { number, wholeNumber } from '../../options/parsers.ts'

/** `millrace global-concurrency-limit create` */
export const create: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'the limit')
    .requiredOption('-l, --limit <count>', 'how many slots there are', wholeNumber(0))
    .option('--disable', 'make it, but let everybody pass for now')
    .option('--active-slots <count>', 'how many of them are held from the beginning', wholeNumber(0), 0)
    .option('--slot-decay-per-second <count>', 'how many slots come back by themselves each second, for rates', number, 0)
    .action(async (name, { limit, disable, activeSlots, slotDecayPerSecond }) => {
      const { concurrencyLimitsV2 } = await client()
      const body = { name, limit, active: !disable, active_slots: activeSlots, slot_decay_per_second: slotDecayPerSecond }
      const { id } = await concurrencyLimitsV2.create({ body }).catch((error: unknown) => {
        if (!isStatus(error, 409)) throw error
        throw new CommandFailure(`Global concurrency limit '${name}' already exists.`)
      })
      output.line({ text: `Created global concurrency limit with name '${name}' and ID '${id}'.`, style: 'green' })
    })
