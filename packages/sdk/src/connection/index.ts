export { connect } from './connect.ts'
export { createSession } from './open-session.ts'
export { withSession } from './session.ts'
export { setEmbeddedServer, type EmbeddedServerModule } from './embedded.ts'
