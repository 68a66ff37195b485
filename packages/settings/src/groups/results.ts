import { setting } from '../setting.ts'
import { bool, optionalText, text } from '../values.ts'

/** Where return values are kept when they are kept. */
export const results = {
  persistByDefault: setting(bool, false, 'Persist the results of all flows and tasks.', {
    // What Prefect 1 calls it.
    aliases: ['_FLOWS__CHECKPOINTING'],
  }),
  defaultSerializer: setting(text, 'devalue', 'How results are written: devalue, json.', { own: true }),
  defaultStorageBlock: setting(optionalText, null, 'Storage block of results, as block-type/block-name, in place of the local folder.', {
    aliases: ['DEFAULT_RESULT_STORAGE_BLOCK'],
  }),
  localStoragePath: setting(text, (home) => `${home}/storage`, 'Folder of locally stored results.', { aliases: ['LOCAL_STORAGE_PATH'] }),
}
