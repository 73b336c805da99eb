import { checksumElements } from '../checksum-headers.ts';
import type { S3Answer, S3Call } from '../context.ts';
import { checkCustomerKey } from '../encryption.ts';
import { invalidArgument } from '../s3-error.ts';
import { headerOf } from '../s3-request.ts';
import { findVersion, versionHeaders } from '../versions.ts';
import { element, rootElement, type XmlNode, xmlDocument } from '../xml-writer.ts';

const attributeNames = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];
const mostParts = 1_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export function getObjectAttributes(call: S3Call): S3Answer {
  const version = findVersion(call);
  checkCustomerKey(call, version.attributes.encryption);
  const text = headerOf(call.request, 'x-amz-object-attributes') ?? '';
  const wanted = text.split(',').map((name) => name.trim());
  if (!wanted.every((name) => attributeNames.includes(name))) {
    throw invalidArgument('x-amz-object-attributes', text, 'Invalid attribute name specified.');
  }
  const { checksums, storageClass, parts } = version.attributes;
  const nodes: XmlNode[] = [];
  if (wanted.includes('ETag')) nodes.push(element('ETag', version.etag));
  if (wanted.includes('Checksum') && checksums.length > 0) {
    nodes.push(element('Checksum', checksumElements(checksums, true)));
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
    xml: xmlDocument(rootElement('GetObjectAttributesResponse', nodes)),
  };
}

function partsElement(
  call: S3Call,
  parts: NonNullable<ReturnType<typeof findVersion>['attributes']['parts']>,
): XmlNode {
  const limit = Math.min(mostParts, numberHeader(call, 'x-amz-max-parts', mostParts));
  const marker = numberHeader(call, 'x-amz-part-number-marker', 0);
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
      .filter(({ checksums }) => checksums.length > 0)
      .map(({ number, sizeBytes, checksums }) =>
        element('Part', [
          element('PartNumber', number),
          element('Size', sizeBytes),
          ...checksumElements(checksums, false),
        ]),
      ),
  ]);
}

function numberHeader({ request }: S3Call, name: string, fallback: number): number {
  const value = headerOf(request, name);
  if (value === null) return fallback;
  if (!/^\d{1,9}$/.test(value)) throw invalidArgument(name, value, `${name} must be a whole number.`);
  return Number(value);
}
