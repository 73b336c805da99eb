import { ownerElement } from '../../face/access/acl.ts';
import { type FaceAnswer, type FaceCall, type Operation, objectOf } from '../../face/call.ts';
import { FaceError, notImplemented } from '../../face/face-error.ts';
import { headerOf, parameterOf } from '../../face/face-request.ts';
import { completeUpload as complete, copyPart as copy } from '../../face/operations/multipart-operations.ts';
import { getObject as get, headObject } from '../../face/operations/read-operations.ts';
import { findVersion, versionHeaders } from '../../face/versions.ts';
import { element, rootElement } from '../../face/xml-writer.ts';
import { wordOfObject } from '../access-words.ts';
import { factsOf } from './bucket-facts.ts';

const classHeader = 'x-own-storage-class';
const metaHeaders = ['content-length', 'etag', 'last-modified', 'x-own-version-id', 'x-own-hash-crc64ecma'];

/** An operation that writes an object: without a wish of its own it has the class of its bucket. */
export function inBucketClass(run: Operation): Operation {
  return (call) => {
    const { request } = call;
    if (request.headers.has(classHeader)) return run(call);
    const headers = new Map(request.headers).set(classHeader, [factsOf(call).storageClass]);
    return run({ ...call, request: { ...request, headers } });
  };
}

/**
 * A range that lies outside is no range, unless the request asks for the standard.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/getobject
 */
export function getObject(call: FaceCall): FaceAnswer | Promise<FaceAnswer> {
  const { request } = call;
  const process = parameterOf(request, 'x-oss-process');
  if (process !== null) throw notImplemented(`the processing ${process.split(',')[0]}`);
  try {
    return get(call);
  } catch (error) {
    const isStrict = headerOf(request, 'x-own-range-behavior') === 'standard';
    if (isStrict || !(error instanceof FaceError) || error.code !== 'InvalidRange') throw error;
    const headers = new Map(request.headers);
    headers.delete('range');
    return get({ ...call, request: { ...request, headers } });
  }
}

/** The few facts that do not need the object. https://www.alibabacloud.com/help/en/oss/developer-reference/getobjectmeta */
export async function getMeta(call: FaceCall): Promise<FaceAnswer> {
  const { status, headers = {} } = await headObject(call);
  const kept = Object.entries(headers).filter(([name]) => metaHeaders.includes(name.toLowerCase()));
  return { status, headers: Object.fromEntries(kept) };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getobjectacl */
export function getObjectAcl(call: FaceCall): FaceAnswer {
  const version = findVersion(call);
  return {
    status: 200,
    headers: versionHeaders(call, version),
    xml: rootElement('AccessControlPolicy', [
      ownerElement(call.dialect),
      element('AccessControlList', [element('Grant', wordOfObject(version.attributes.acl))]),
    ]),
  };
}

/** The ETag is told in a header as well. https://www.alibabacloud.com/help/en/oss/developer-reference/completemultipartupload */
export async function completeUpload(call: FaceCall): Promise<FaceAnswer> {
  const answer = await complete(call);
  const { etag } = call.store.objects.find({ ...objectOf(call), versionId: null });
  return { ...answer, headers: { ...answer.headers, ETag: `"${etag}"` } };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/uploadpartcopy */
export async function copyPart(call: FaceCall): Promise<FaceAnswer> {
  const answer = await copy(call);
  const [uploadId, number] = ['uploadId', 'partNumber'].map((name) => parameterOf(call.request, name) ?? '');
  const address = { ...objectOf(call), uploadId: uploadId ?? '' };
  const [part] = call.store.uploads.parts(address, Number(number) - 1, 1);
  return { ...answer, headers: { ...answer.headers, ETag: `"${part?.etag ?? ''}"` } };
}
