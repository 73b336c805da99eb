import type { CredentialProvider, Credentials } from '../credentials.ts';

/** Gives keys without the spaces and line breaks that copying adds to them. */
export function trimmedCredentials(provide: CredentialProvider): CredentialProvider {
  const originals = new WeakMap<Credentials, Credentials>();
  return async (refused) => {
    const given = await (refused === undefined ? provide() : provide(originals.get(refused) ?? refused));
    if (given === null) return null;
    const trimmed: Credentials = {
      ...given,
      accessKeyId: given.accessKeyId.trim(),
      secretAccessKey: given.secretAccessKey.trim(),
      sessionToken: given.sessionToken?.trim() || null,
    };
    originals.set(trimmed, given);
    return trimmed;
  };
}
