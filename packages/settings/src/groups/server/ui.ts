import { setting } from '../../setting.ts'
import { bool, text } from '../../values.ts'

/** The web UI that the server serves beside the API. */
export const ui = {
  enabled: setting(bool, true, 'Serve the web UI at the root.', { aliases: ['UI_ENABLED'] }),
  serveBase: setting(text, '/', 'Path at which a proxy shows the server to browsers, such as /millrace/.', { aliases: ['UI_SERVE_BASE'] }),
}
