import { type Notifier, textOf, textsOf, wholeText } from './notification.ts'

/** A text message to each number. */
export const twilioSms: Notifier = (data, notification) => {
  const account = textOf(data, 'account_sid')
  const authorization = `Basic ${Buffer.from(`${account}:${textOf(data, 'auth_token')}`).toString('base64')}`
  const from = international(textOf(data, 'from_phone_number'))
  return textsOf(data, 'to_phone_numbers').map((number) => ({
    method: 'POST',
    url: `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`,
    headers: { authorization, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Body: wholeText(notification), From: from, To: international(number) }).toString(),
  }))
}

const international = (number: string): string => `+${number.replaceAll(/\D/g, '')}`
