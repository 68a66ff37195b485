/** What is said where the server is a Prefect's. */
export const NO_DEAD_LETTERS = 'This server sets nothing aside; only those of Millrace do.'
