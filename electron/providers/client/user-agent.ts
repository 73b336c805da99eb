import { failure } from '../../../shared/model/app-error.ts';

/** What requests call themselves. Throws `invalid-input` for an app name that a header cannot carry. */
export function userAgentOf({ userAgent, appName }: { userAgent: string; appName?: string }): string {
  if (appName === undefined) return userAgent;
  if (/^[\x20-\x7e]{1,64}$/.test(appName)) return `${userAgent} ${appName}`;
  throw failure(
    'invalid-input',
    'The name of the app is 1 to 64 printable ASCII characters: it is sent in a header of every request.',
    { reason: 'app-name' },
  );
}
