export { VERSION } from '@millrace/client/version'
export { API_VERSION, PREFECT_VERSION } from '@millrace/protocol/constants'
