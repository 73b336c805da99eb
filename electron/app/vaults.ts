/** The vaults that need nothing of a host, for the hosts to choose from. */
export { createKeyFileVault } from '../connections/key-file-vault.ts';
export { createMemoryVault } from '../connections/memory-vault.ts';
