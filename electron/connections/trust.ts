import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type AppFailure, failure } from '../../shared/model/app-error.ts';
import type { TlsTrust } from '../../shared/model/connection.ts';
import { describeFileError, errorCode } from '../data/atomic-file.ts';
import type { ProviderTls } from '../providers/provider-options.ts';

/** Far above any real bundle of authorities, and small enough to read at once. */
const maxCaFileBytes = 4 * 1024 * 1024;

/**
 * Whom TLS trusts, with the authority's file read. Rejects with `local-file`: `ca-file-missing`, `ca-file-invalid`
 * (no certificate in PEM form), or `file-not-read`.
 */
export async function loadTrust(trust: TlsTrust): Promise<ProviderTls> {
  if (trust.mode !== 'custom-ca') return trust;
  const path = trust.caFilePath;
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw describeFileError(cause, path, 'read');
    throw caProblem(path, 'ca-file-missing', 'does not exist', cause);
  }
  const caPem = bytes.length > maxCaFileBytes ? '' : bytes.toString('latin1');
  const certificates = caPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) {
    throw caProblem(path, 'ca-file-invalid', 'holds no certificate in PEM form', undefined);
  }
  for (const certificate of certificates) {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      throw caProblem(path, 'ca-file-invalid', 'holds a damaged certificate', cause);
    }
  }
  // The certificates alone: a private key in the same file is nobody's business.
  return { mode: 'custom-ca', caPem: `${certificates.join('\n')}\n` };
}

function caProblem(path: string, reason: string, what: string, cause: unknown): AppFailure {
  return failure(
    'local-file',
    `The certificate authority file ${path} ${what}. Choose another file for the connection.`,
    {
      reason,
      values: { path },
      resource: path,
      cause,
    },
  );
}
