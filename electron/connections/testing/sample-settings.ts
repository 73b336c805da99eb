import type { ConnectionSettings } from '../../../shared/model/connection.ts';

/** Settings of a plain local server, for tests, with some of them changed. */
export function sampleSettings(changes: Partial<ConnectionSettings> = {}): ConnectionSettings {
  return {
    name: 'Sample',
    colour: 'blue',
    provider: 's3',
    endpoint: { host: '127.0.0.1', port: 9000, usesTls: false },
    region: 'us-east-1',
    addressing: 'path',
    signatureVersion: 'v4',
    tlsTrust: { mode: 'system' },
    proxy: { mode: 'none' },
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 10_000,
    startAt: null,
    isReadOnly: false,
    credentialSource: { type: 'keys' },
    ...changes,
  };
}
