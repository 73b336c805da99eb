import type { ErrorMeaning } from '../dialect.ts';

/** What several providers mean, each under codes of its own: one wording for each, whoever says it. */
export const sharedMeanings = {
  unknownAccessKey: {
    kind: 'authentication',
    reason: 'unknown-access-key',
    message: 'The server does not know this access key.',
  },
  tokenExpired: {
    kind: 'authentication',
    reason: 'expired-token',
    message: 'The session token has expired. Get new keys.',
  },
  tokenRefused: {
    kind: 'authentication',
    reason: 'invalid-token',
    message: 'The server refuses the session token.',
  },
  bucketNameRefused: {
    kind: 'invalid-input',
    reason: 'bucket-name-refused',
    message: 'The server refuses this bucket name.',
  },
  keyRefused: { kind: 'invalid-input', reason: 'key-refused', message: 'The server does not take this key.' },
  objectLocked: {
    kind: 'access-denied',
    reason: 'object-locked',
    message: 'The object is locked against changes.',
  },
  notOffered: { kind: 'not-offered', message: 'This server does not offer this operation.' },
  busy: { kind: 'throttled', message: 'The server is busy and asks for patience.' },
  quotaUsedUp: {
    kind: 'conflict',
    reason: 'quota',
    retry: 'after-user-acts',
    message: 'A quota of the account is used up.',
  },
  objectExists: { kind: 'precondition-failed', message: 'There is an object with this key already.' },
  appendPosition: {
    kind: 'conflict',
    reason: 'append-position',
    message: 'The object has another length than the position to append at.',
  },
  notAppendable: {
    kind: 'invalid-input',
    reason: 'not-appendable',
    message: 'Nothing can be appended to this object.',
  },
  restoreRunning: {
    kind: 'conflict',
    reason: 'restore-running',
    message: 'The object is being restored already. Wait until it is done.',
  },
  accountClosed: {
    kind: 'access-denied',
    message: 'The account of this bucket is closed for now. Its owner has to settle that.',
  },
} as const satisfies Record<string, ErrorMeaning>;
