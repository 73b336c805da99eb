import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'selfsigned';

/** A certificate that no authority signed, and where its files are. */
export interface Certificate {
  readonly folder: string;
  /** The certificate in PEM form; as its own authority it can serve as a custom CA. */
  readonly certificatePem: string;
  readonly certificatePath: string;
}

/** Writes `public.crt` and `private.key` for 127.0.0.1 and localhost into `folder`; good from a day ago for 30 days. */
export async function writeCertificate(folder: string, nowMs: number): Promise<Certificate> {
  const dayMs = 86_400_000;
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    notBeforeDate: new Date(nowMs - dayMs),
    notAfterDate: new Date(nowMs + 30 * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const certificatePath = path.join(folder, 'public.crt');
  await writeFile(certificatePath, made.cert);
  await writeFile(path.join(folder, 'private.key'), made.private, { mode: 0o600 });
  return { folder, certificatePem: made.cert, certificatePath };
}
