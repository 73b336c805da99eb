import { afterAll, beforeAll, expect } from 'vitest';
import { createForger, type Wire } from './forger.ts';
import { type RunningSandbox, runSandbox, testKeys } from './running-sandbox.ts';

/**
 * A sandbox of one test file with `attacked/key` in it, keys of its owner and a temporary pair, a clock of its own, and
 * a forger that signs requests to it.
 */
export function setUpAttackedSandbox(startMs: number) {
  const state = { nowMs: startMs } as { nowMs: number; sandbox: RunningSandbox };
  const forger = createForger(() => ({ port: state.sandbox.endpoint.port, nowMs: state.nowMs }));
  const { signed, send } = forger;

  beforeAll(async () => {
    const token = {
      accessKeyId: 'TEMPKEY',
      secretAccessKey: 'temp-secret',
      name: testKeys.name,
      sessionToken: 'the-token',
      expiresAtMs: startMs + 3_600_000,
    };
    state.sandbox = await runSandbox({ now: () => state.nowMs, credentials: [testKeys, token] });
    expect((await send(signed({ method: 'PUT', path: '/attacked' }))).status).toBe(200);
    expect((await send(signed({ method: 'PUT', path: '/attacked/key', body: 'content' }))).status).toBe(200);
  });
  afterAll(() => state.sandbox.end());

  return {
    ...forger,
    /** The time of sandbox and forger, and the sandbox that is sent to; both can be changed by a test. */
    state,
    /** Sends a forged request and expects this answer to it, without the secret in it. */
    async expectRefused(wire: Wire, status: number, code: string): Promise<void> {
      const answer = await send(wire);
      expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
      expect(answer.text).not.toContain(testKeys.secretAccessKey);
    },
  };
}
