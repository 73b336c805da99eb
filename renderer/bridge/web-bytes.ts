import { failure } from '../../shared/model/app-error.ts';
import type { ReadAnswers } from './file-registry.ts';
import type { WebSession } from './session.ts';

/** A read that no host ever asks for; declining it changes nothing and shows whether the bearer is known. */
const unusedReadId = '0'.repeat(32);

/** The page's way to put bytes of dropped files to the web host: `PUT /bytes/<readId>`. */
export interface WebBytes extends ReadAnswers {
  /** False when the host answers that it does not know the bearer; true also while nobody answers. */
  isSessionKnown(): Promise<boolean>;
}

/** Makes it. The browser reads the slice from disk while it sends, so that the page's memory stays small. */
export function createWebBytes(session: WebSession, window: Window): WebBytes {
  async function put(readId: string, body: Blob | null, headers: Record<string, string>): Promise<number> {
    const authorization = `Bearer ${await session.bearer()}`;
    const response = await window.fetch(`/bytes/${readId}`, {
      method: 'PUT',
      headers: { authorization, ...headers },
      body,
    });
    return response.status;
  }

  return {
    async send(readId, bytes) {
      const status = await put(readId, bytes, { 'content-type': 'application/octet-stream' });
      if (status === 401) throw failure('authentication', 'Stowage no longer knows this tab.');
    },
    async decline(readId, reason) {
      await put(readId, null, { 'x-stowage-outcome': reason });
    },
    async isSessionKnown() {
      try {
        return (await put(unusedReadId, null, { 'x-stowage-outcome': 'unknown-file' })) !== 401;
      } catch {
        return true;
      }
    },
  };
}
