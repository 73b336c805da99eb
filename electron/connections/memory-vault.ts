import type { Vault } from './vault.ts';

/** A vault that forgets everything when the process ends. For hosts that may not write, and for tests. */
export function createMemoryVault(): Vault {
  const secrets = new Map<string, string>();
  return {
    kind: 'memory',
    read: async (id) => secrets.get(id) ?? null,
    write: async (id, secret) => {
      secrets.set(id, secret);
    },
    remove: async (id) => {
      secrets.delete(id);
    },
  };
}
