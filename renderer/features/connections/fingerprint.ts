/** A fingerprint for reading aloud and comparing: `9B:2C:F5:…` from 64 hexadecimal digits. */
export function formatFingerprint(fingerprintSha256: string): string {
  return (fingerprintSha256.match(/../g) ?? []).join(':').toUpperCase();
}
