import { failure } from '../../../shared/model/app-error.ts';
import type { Place } from '../dialect.ts';

/** Refuses names that no request can be made of. Keys are otherwise untouched. Throws `invalid-input`. */
export function checkPlace({ bucket, key }: Place, maxKeyBytes: number): void {
  if (bucket !== null && (bucket === '' || /[/\s]/.test(bucket) || /^\.{1,2}$/.test(bucket))) {
    throw failure('invalid-input', 'A bucket name is not empty and has no slash or space.', {
      reason: 'bucket-name-characters',
      values: { bucket },
      resource: bucket,
    });
  }
  if (key === null) return;
  if (key === '') {
    throw failure('invalid-input', 'The key is empty.', { reason: 'key-empty' });
  }
  if (!key.isWellFormed()) {
    throw failure('invalid-input', 'The key is not valid Unicode text.', { reason: 'key-not-unicode' });
  }
  const sizeBytes = Buffer.byteLength(key, 'utf8');
  if (sizeBytes > maxKeyBytes) {
    throw failure(
      'invalid-input',
      `The key is ${sizeBytes} bytes long in UTF-8; the longest allowed is ${maxKeyBytes}.`,
      { reason: 'key-too-long', values: { sizeBytes, maxBytes: maxKeyBytes } },
    );
  }
}
