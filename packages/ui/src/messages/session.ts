import { counted } from './counted.ts'

/** The texts of signing in and out, and of the end of a session. */
export const sessionText = {
  login: 'Sign in',
  again: 'Sign in again',
  name: 'Name',
  password: 'Password',
  authString: 'Auth string',
  authHelp: 'That of the server: MILLRACE_SERVER_API_AUTH_STRING, such as user:password.',
  byName: 'By name and password',
  byAuthString: 'By the auth string',
  signIn: 'Sign in',
  wait: (seconds: number) => `Too many attempts failed. Try again in ${seconds} s.`,
  waited: 'Too many attempts failed. Now you can try again.',
  goOn: 'Sign in to go on where you were.',
  noSignIn: 'This server asks nobody to sign in.',
  toOverview: 'To the overview',
  endedTitle: 'Your session has ended',
  endedWords: 'What is on the page stays, with all that you have typed. Sign in to go on.',
  ended: 'You are signed out. What is shown here stays until you leave.',
  endsSoon: (minutes: number) =>
    minutes < 1 ? 'Your session ends in less than a minute.' : `Your session ends in ${counted(minutes, 'minute', 'minutes')}.`,
  endsForGood: (minutes: number) =>
    minutes < 1
      ? 'Your session ends in less than a minute, however much you do. Sign in again to go on; nothing you have typed is lost.'
      : `Your session ends in ${counted(minutes, 'minute', 'minutes')}, however much you do. Sign in again to go on; nothing you have typed is lost.`,
  stay: 'Stay signed in',
  signOut: 'Sign out',
  signOutEverywhere: 'Sign out everywhere',
  everywhereWords: 'Ends your sessions in all browsers, this one too. API keys hold on.',
} as const
