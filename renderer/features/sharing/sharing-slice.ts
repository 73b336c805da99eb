import type { MethodInput, MethodOutput } from '../../../shared/contract/contract.ts';
import type { Client } from '../../bridge/client.ts';

export type LinkRequest = MethodInput<'sharing.issueLink'>;
export type IssuedLink = MethodOutput<'sharing.issueLink'>;

export interface SharingState {
  /**
   * Issues a link. It is handed to the caller and not kept: whoever holds it can open the object.
   * Rejects with AppFailure; `cancelled` after `signal`.
   */
  issueLink(request: LinkRequest, signal: AbortSignal): Promise<IssuedLink>;
}

export interface SharingSlice {
  readonly sharing: SharingState;
}

/** Makes the slice. It has actions only: there is nothing about a link to remember. */
export function createSharingSlice(client: Client) {
  return (): SharingSlice => ({
    sharing: { issueLink: (request, signal) => client.call('sharing.issueLink', request, { signal }) },
  });
}
