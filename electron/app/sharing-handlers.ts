import type { MethodInput } from '../../shared/contract/contract.ts';
import type { ConnectionPool } from '../connections/open-connection.ts';
import type { AreaHandlers } from './handlers.ts';

/** Answers `sharing.*`. The link is in the answer and nowhere else. */
export function sharingHandlers({ pool }: { pool: ConnectionPool }): AreaHandlers<'sharing'> {
  return {
    async 'sharing.issueLink'({ connectionId, bucket, key, versionId, expiresInSeconds, disposition }) {
      const provider = await pool.open(connectionId);
      const capSeconds = provider.limits.maxLinkLifetimeSeconds;
      const link = await provider.sharing.presign({
        method: 'GET',
        bucket,
        key,
        ...(versionId === null ? {} : { versionId }),
        expiresInSeconds: Math.min(expiresInSeconds, capSeconds),
        responseHeaders: dispositionHeaders(disposition, key),
      });
      // Asking for exactly the longest life is no limit: the provider cannot know what was asked for here.
      const cap = expiresInSeconds > capSeconds ? 'provider-cap' : null;
      return { ...link, limitedBy: link.limitedBy === 'credential-expiry' ? link.limitedBy : cap };
    },
  };
}

/**
 * What makes a browser show or save the object, under the last part of its key.
 * https://www.rfc-editor.org/rfc/rfc6266#section-4.3
 */
function dispositionHeaders(
  disposition: MethodInput<'sharing.issueLink'>['disposition'],
  key: string,
): Record<string, string> {
  if (disposition === 'as-stored') return {};
  const name = key.split('/').findLast((part) => part !== '') ?? '';
  return { 'response-content-disposition': contentDisposition(disposition, name) };
}

/** `attachment; filename="plain"; filename*=UTF-8''exact`: the second form only where the first is not exact. */
export function contentDisposition(type: 'inline' | 'attachment', fileName: string): string {
  // Control characters would end the header; unpaired surrogates have no UTF-8.
  const name = fileName.toWellFormed().replaceAll(/\p{Cc}/gu, '_');
  if (name === '') return type;
  const plain = name.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\%]/g, '_');
  const exact = plain === name ? '' : `; filename*=UTF-8''${encodeExtended(name)}`;
  return `${type}; filename="${plain}"${exact}`;
}

/** `encodeURIComponent` leaves `'()*` as they are, which is too much here: https://www.rfc-editor.org/rfc/rfc8187#section-3.2.1 */
function encodeExtended(name: string): string {
  return encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
