import { z } from 'zod';
import { failure } from '../../shared/model/app-error.ts';

const storageKey = 'stowage.bearer';
const mintedSchema = z.object({ token: z.string().min(1) });
const answerSchema = z.object({ bearer: z.string().min(1) });

/** The right of this tab to talk to the web host. */
export interface WebSession {
  /**
   * The bearer for `Authorization` and for the socket. The first time it exchanges the one-time token that the address
   * bar carried; a reload finds the bearer in sessionStorage, which is bound to this tab and to host and port.
   * Rejects with `authentication`, reason `session-missing` or `session-refused`, or with `network`, reason `host-lost`.
   */
  bearer(): Promise<string>;
  /**
   * Opens the app in another window of the browser, with a one-time token of its own. Call it from a click: browsers
   * allow no new window later. Without an answer of the host the new window says so itself.
   */
  openWindow(): Promise<void>;
  /** Forgets a bearer that the host no longer knows. */
  forget(): void;
}

/**
 * Opens the session of this tab. The token is taken out of the address bar before anything else, so that it is neither
 * copied with the address nor kept in the history.
 */
export function openWebSession(window: Window): WebSession {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token !== null) {
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
  let exchange: Promise<string> | null = null;

  async function exchangeToken(oneTimeToken: string): Promise<string> {
    const response = await window
      .fetch('/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: oneTimeToken }),
      })
      .catch((cause: unknown) => {
        throw failure('network', 'Stowage does not answer.', { reason: 'host-lost', cause });
      });
    if (!response.ok) {
      throw failure('authentication', 'The link to this page was used already or is too old.', {
        reason: 'session-refused',
        status: response.status,
      });
    }
    const { bearer } = answerSchema.parse(await response.json());
    window.sessionStorage.setItem(storageKey, bearer);
    return bearer;
  }

  async function bearer(): Promise<string> {
    if (token !== null) {
      exchange ??= exchangeToken(token).catch((error: unknown) => {
        exchange = null;
        throw error;
      });
      return exchange;
    }
    const kept = window.sessionStorage.getItem(storageKey);
    if (kept !== null) return kept;
    throw failure('authentication', 'This tab was not opened with a link from Stowage.', {
      reason: 'session-missing',
    });
  }

  async function mintToken(): Promise<string> {
    const headers = { authorization: `Bearer ${await bearer()}` };
    const response = await window.fetch('/session/token', { method: 'POST', headers });
    return mintedSchema.parse(await response.json()).token;
  }

  return {
    bearer,
    async openWindow() {
      const opened = window.open('about:blank', '_blank');
      if (opened === null) return;
      opened.opener = null;
      const address = await mintToken().then(
        (minted) => `/#token=${minted}`,
        () => '/',
      );
      opened.location.replace(new URL(address, window.location.origin));
    },
    forget() {
      window.sessionStorage.removeItem(storageKey);
    },
  };
}
