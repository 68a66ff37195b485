export { connect } from './connect.ts'
export { setEmbeddedServer, type EmbeddedServerModule } from './embedded.ts'
