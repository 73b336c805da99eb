import type { Connection } from '../../../shared/model/connection.ts';

/** A saved connection for a test. */
export function connectionOf(id: string, change: Partial<Connection> = {}): Connection {
  return {
    id,
    name: `Connection ${id}`,
    colour: 'blue',
    provider: 's3',
    endpoint: { host: `${id}.example`, port: null, usesTls: true },
    region: null,
    addressing: 'auto',
    signatureVersion: 'v4',
    tlsTrust: { mode: 'system' },
    proxy: { mode: 'environment' },
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 60_000,
    startAt: null,
    isReadOnly: false,
    credentialSource: { type: 'keys' },
    isSandbox: false,
    accessKeyHint: 'AKIA',
    hasSessionToken: false,
    hasCredential: true,
    ...change,
  };
}
