import { authorize } from '../access/authorize.ts';
import { bucketOf, type FaceAnswer, type FaceCall, objectOf } from '../call.ts';
import { writeConditions } from '../conditions.ts';
import { FaceError, tellError, toFaceError } from '../face-error.ts';
import { bypassesGovernance } from '../object-lock.ts';
import { receiveText } from '../receive.ts';
import { checkVersionId, readVersionId } from '../versions.ts';
import { allowChildren, childText, malformed, readRoot, type XmlElement } from '../xml-reader.ts';
import { element, rootElement, type XmlNode } from '../xml-writer.ts';
import { readEncoding } from './listing-operations.ts';

const mostDeletes = 1_000;
const mostDocumentBytes = 8 * 1024 * 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export function deleteObject(call: FaceCall): FaceAnswer {
  const { store, request, actor } = call;
  const check = writeConditions(request);
  const address = { ...objectOf(call), versionId: readVersionId(call) };
  const bypasses = bypassesGovernance(call);
  const removal = store.objects.remove(address, { check, actor, bypassesGovernance: bypasses });
  const headers: Record<string, string> = {};
  if (removal.versionId !== null) headers['x-own-version-id'] = removal.versionId;
  if (removal.isDeleteMarker) headers['x-own-delete-marker'] = 'true';
  return { status: 204, headers };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export async function deleteObjects(call: FaceCall): Promise<FaceAnswer> {
  const bucket = bucketOf(call);
  call.store.buckets.find(bucket);
  const { text, hasIntegrity } = await receiveText(call, mostDocumentBytes);
  if (!hasIntegrity) {
    throw new FaceError('InvalidRequest', {
      message: 'Missing required header for this request: Content-MD5 OR x-own-checksum-*',
    });
  }
  const { isQuiet, objects } = readDelete(text);
  const isEncoded = readEncoding(call.request);
  const name = (key: string) => element('Key', isEncoded ? call.dialect.xml.encodeListed(key) : key);
  const nodes = objects.flatMap((object) => removeOne(call, bucket, object, { isQuiet, name }));
  const encoding = isEncoded ? [element('EncodingType', 'url')] : [];
  return { status: 200, xml: rootElement('DeleteResult', [...encoding, ...nodes]) };
}

interface NamedObject {
  readonly key: string;
  readonly versionId: string | null;
}

function removeOne(
  call: FaceCall,
  bucket: string,
  { key, versionId }: NamedObject,
  { isQuiet, name }: { isQuiet: boolean; name: (key: string) => XmlNode },
): XmlNode[] {
  const named = [name(key), ...(versionId === null ? [] : [element('VersionId', versionId)])];
  try {
    if (Buffer.byteLength(key) > call.dialect.objects.longestKeyBytes) throw new FaceError('KeyTooLongError');
    if (versionId !== null) checkVersionId(versionId);
    const address = { bucket, key, versionId };
    authorize(call, { action: 'DeleteObject', ...address });
    const removal = call.store.objects.remove(address, {
      check: () => undefined,
      actor: call.actor,
      bypassesGovernance: bypassesGovernance(call, key),
    });
    if (isQuiet) return [];
    const marker = removal.isDeleteMarker
      ? [element('DeleteMarker', true), element('DeleteMarkerVersionId', removal.versionId ?? '')]
      : [];
    return [element('Deleted', [...named, ...marker])];
  } catch (thrown) {
    const { code, message } = tellError(call.dialect, toFaceError(thrown));
    return [element('Error', [...named, element('Code', code), element('Message', message)])];
  }
}

function readDelete(text: string): { isQuiet: boolean; objects: NamedObject[] } {
  const root = readRoot(text, 'Delete');
  allowChildren(root, 'Quiet', 'Object');
  const quiet = childText(root, 'Quiet')?.trim() ?? 'false';
  if (quiet !== 'true' && quiet !== 'false') throw malformed();
  const objects = root.children.filter(({ name }) => name === 'Object').map(readObject);
  if (objects.length === 0 || objects.length > mostDeletes) throw malformed();
  return { isQuiet: quiet === 'true', objects };
}

function readObject(object: XmlElement): NamedObject {
  // ETag, LastModifiedTime and Size are conditions of other bucket kinds: refused here rather than not checked.
  allowChildren(object, 'Key', 'VersionId');
  const key = childText(object, 'Key');
  if (key === null || key === '') throw malformed();
  return { key, versionId: childText(object, 'VersionId') || null };
}
