import { pipeline } from 'node:stream/promises';
import type { SelectSource } from '../../select/records/open-records.ts';
import { startSelect } from '../../select/run-select.ts';
import { readSelectRequest } from '../../select/select-request.ts';
import type { StoredVersion } from '../../store/model.ts';
import type { FaceAnswer, FaceCall } from '../call.ts';
import { checkCustomerKey } from '../encryption.ts';
import { invalidArgument } from '../face-error.ts';
import { parameterOf } from '../face-request.ts';
import { checkReadable } from '../object-attributes.ts';
import { receiveText } from '../receive.ts';
import { findVersion } from '../versions.ts';
import { malformed, readXml } from '../xml-reader.ts';

const mostRequestBytes = 512 * 1024;
const chunkBytes = 64 * 1024;
const rootNames = ['SelectObjectContentRequest', 'SelectRequest'];

/** A query of one object, whose SQL calls it `table`. */
export function selectFrom(table: string): (call: FaceCall) => Promise<FaceAnswer> {
  return (call) => selectObject(call, table);
}

/**
 * The query is answered as an event stream that is made while the object is read.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html
 */
async function selectObject(call: FaceCall, table: string): Promise<FaceAnswer> {
  const type = parameterOf(call.request, 'select-type');
  if (type !== '2') throw invalidArgument('select-type', type ?? '', 'The select type must be 2.');
  const { text } = await receiveText(call, mostRequestBytes);
  const root = readXml(text);
  if (!rootNames.includes(root.name)) throw malformed();
  const request = readSelectRequest(root, table);
  const version = findVersion(call);
  checkReadable(call, version);
  checkCustomerKey(call, version.attributes.encryption);
  const frames = await startSelect(request, sourceOf(call, version), call.now);
  return {
    status: 200,
    headers: { 'Content-Type': 'application/octet-stream' },
    write: (response) => pipeline(frames, response, { end: false }),
  };
}

function sourceOf({ store }: FaceCall, version: StoredVersion): SelectSource {
  const { sizeBytes } = version;
  return {
    sizeBytes,
    async *read(fromByte) {
      const reader = store.read(version, Math.min(fromByte, sizeBytes), sizeBytes);
      try {
        for (;;) {
          const chunk = Buffer.allocUnsafe(chunkBytes);
          const filledBytes = await reader.read(chunk);
          if (filledBytes === 0) return;
          yield chunk.subarray(0, filledBytes);
        }
      } finally {
        await reader.close();
      }
    },
  };
}
