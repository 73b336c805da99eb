import type { FaceAnswer, FaceCall } from '../../face/call.ts';
import { checksumElements, s3Checksums } from '../../face/checksum-headers.ts';
import { checkCustomerKey } from '../../face/encryption.ts';
import { invalidArgument } from '../../face/face-error.ts';
import { headerOf } from '../../face/face-request.ts';
import { findVersion, versionHeaders } from '../../face/versions.ts';
import { element, rootElement, type XmlNode } from '../../face/xml-writer.ts';

const attributeNames = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];
const mostParts = 1_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export function getObjectAttributes(call: FaceCall): FaceAnswer {
  const version = findVersion(call);
  checkCustomerKey(call, version.attributes.encryption);
  const text = headerOf(call.request, 'x-own-object-attributes') ?? '';
  const wanted = text.split(',').map((name) => name.trim());
  if (!wanted.every((name) => attributeNames.includes(name))) {
    throw invalidArgument('x-own-object-attributes', text, 'Invalid attribute name specified.');
  }
  const { checksums, storageClass, parts } = version.attributes;
  const nodes: XmlNode[] = [];
  if (wanted.includes('ETag')) nodes.push(element('ETag', version.etag));
  if (wanted.includes('Checksum') && s3Checksums(call, checksums).length > 0) {
    nodes.push(element('Checksum', checksumElements(call, checksums, true)));
  }
  if (wanted.includes('ObjectParts') && parts !== undefined) nodes.push(partsElement(call, parts));
  if (wanted.includes('StorageClass')) nodes.push(element('StorageClass', storageClass));
  if (wanted.includes('ObjectSize')) nodes.push(element('ObjectSize', version.sizeBytes));
  return {
    status: 200,
    headers: {
      'Last-Modified': new Date(version.modifiedAtMs).toUTCString(),
      ...versionHeaders(call, version),
    },
    xml: rootElement('GetObjectAttributesResponse', nodes),
  };
}

function partsElement(
  call: FaceCall,
  parts: NonNullable<ReturnType<typeof findVersion>['attributes']['parts']>,
): XmlNode {
  const limit = Math.min(mostParts, numberHeader(call, 'x-own-max-parts', mostParts));
  const marker = numberHeader(call, 'x-own-part-number-marker', 0);
  const later = parts.filter(({ number }) => number > marker);
  const shown = later.slice(0, limit);
  return element('ObjectParts', [
    element('PartsCount', parts.length),
    element('PartNumberMarker', marker),
    element('NextPartNumberMarker', shown.at(-1)?.number ?? 0),
    element('MaxParts', limit),
    element('IsTruncated', later.length > shown.length),
    // AWS lists the parts of an object only when they have checksums.
    ...shown
      .filter(({ checksums }) => s3Checksums(call, checksums).length > 0)
      .map(({ number, sizeBytes, checksums }) =>
        element('Part', [
          element('PartNumber', number),
          element('Size', sizeBytes),
          ...checksumElements(call, checksums, false),
        ]),
      ),
  ]);
}

function numberHeader({ request }: FaceCall, name: string, fallback: number): number {
  const value = headerOf(request, name);
  if (value === null) return fallback;
  if (!/^\d{1,9}$/.test(value)) throw invalidArgument(name, value, `${name} must be a whole number.`);
  return Number(value);
}
