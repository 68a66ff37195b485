export { connect, NoServer } from './connect.ts'
export { setEmbeddedServer, type EmbeddedServerModule } from './embedded.ts'
