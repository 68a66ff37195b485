/** Names of variables whose value is most likely nobody's business. */
const LOOKS_SECRET =
  /(?:^|_)(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PWD|PASS|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTH|DSN)(?:_|$)|CONNECTION_STRING|CONNECTION_URL/i

/** One warning for each variable of an image that looks like a secret: whoever may pull the image can read it. */
export const secretWarnings = (env: Readonly<Record<string, string>>): string[] =>
  Object.keys(env)
    .filter((name) => LOOKS_SECRET.test(name))
    .map(
      (name) =>
        `warning: ${name} looks like a secret, and everybody who may pull the image can read it there. ` +
        "Give it to runs instead: by the job's env, a Secret block, or the environment of the engine's machine",
    )
