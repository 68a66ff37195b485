import type { DefineCommand } from '../../command.ts'
import { WrongUsage } from '../../errors.ts'
import { findLimit } from '../../lookups/concurrency-limits.ts'
import { number, wholeNumber } from '../../options/parsers.ts'

/** `millrace global-concurrency-limit update` */
export const update: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'the limit')
    .option('-l, --limit <count>', 'how many slots there are', wholeNumber(0))
    .option('--enable', 'let it count')
    .option('--disable', 'let everybody pass')
    .option('--active-slots <count>', 'how many of them count as held', wholeNumber(0))
    .option('--slot-decay-per-second <count>', 'how many slots come back by themselves each second, for rates', number)
    .action(async (name, { limit, enable, disable, activeSlots, slotDecayPerSecond }) => {
      if (enable && disable) throw new WrongUsage('Expected --enable or --disable, got both.')
      const body = {
        ...(enable || disable ? { active: enable === true } : {}),
        ...(limit === undefined ? {} : { limit }),
        ...(activeSlots === undefined ? {} : { active_slots: activeSlots }),
        ...(slotDecayPerSecond === undefined ? {} : { slot_decay_per_second: slotDecayPerSecond }),
      }
      if (Object.keys(body).length === 0) throw new WrongUsage('Expected something to change: --limit, --enable, --disable, …')
      const opened = await client()
      const { id } = await findLimit(opened, name)
      await opened.concurrencyLimitsV2.update({ params: { id_or_name: id }, body })
      output.line({ text: `Updated global concurrency limit with name '${name}'.`, style: 'green' })
    })
