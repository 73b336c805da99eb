import * as multipart from '../../operations/multipart.ts';
import { listMultipartUploads, listPartsPage } from '../../operations/multipart-listing.ts';
import {
  given,
  readCopySource,
  takeChecksums,
  takeCopyRange,
  takeCustomerKey,
  takeMarkers,
  takeName,
  takeReadConditions,
  takeWrite,
  takeWriteConditions,
} from './aws-fields.ts';
import type { Driver } from './drive-aws.ts';
import type { Fields } from './fields.ts';

/** The commands about uploads in parts. */
export const multipartDrivers: Readonly<Record<string, Driver>> = {
  CreateMultipartUpload: (fields, { client }) => {
    const algorithm = fields.text('ChecksumAlgorithm');
    const type = fields.text('ChecksumType');
    const input = {
      ...takeName(fields),
      write: takeWrite(fields, client.dialect),
      ...given({
        checksumAlgorithm: algorithm?.toLowerCase() as 'crc32' | undefined,
        checksumType: type?.toLowerCase().replace('_', '-') as 'composite' | undefined,
        customerKey: takeCustomerKey(fields),
      }),
    };
    return () => multipart.createMultipartUpload(client, input);
  },
  UploadPart: (fields, { client, hasDefaultChecksums }) => {
    const body = fields.bytes('Body');
    const input = {
      ...takeUpload(fields),
      partNumber: Number(fields.need('PartNumber')),
      body,
      checksums: takeChecksums(fields, body, hasDefaultChecksums),
      ...given({ customerKey: takeCustomerKey(fields) }),
    };
    fields.number('ContentLength');
    return () => multipart.uploadPart(client, input);
  },
  UploadPartCopy: (fields, { client }) => {
    const conditions = takeReadConditions(fields, 'CopySource');
    const range = takeCopyRange(fields);
    const input = {
      ...takeUpload(fields),
      partNumber: Number(fields.need('PartNumber')),
      source: { ...readCopySource(fields.need('CopySource')), conditions, ...given({ range }) },
    };
    return () => multipart.copyPart(client, input);
  },
  CompleteMultipartUpload: (fields, { client }) => {
    const upload = fields.object('MultipartUpload');
    const parts = upload.objects('Parts').map((part) => {
      const checksums = Object.fromEntries(
        ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'].map((name) => [
          name.toLowerCase(),
          part.text(`Checksum${name}`),
        ]),
      );
      const read = {
        partNumber: Number(part.need('PartNumber')),
        etag: part.etag('ETag') ?? '',
        sizeBytes: 0,
        checksums: given(checksums) as Record<string, string>,
      };
      part.end();
      return read;
    });
    const input = { ...takeUpload(fields), parts, conditions: takeWriteConditions(fields) };
    return () => multipart.completeMultipartUpload(client, input);
  },
  AbortMultipartUpload: (fields, { client }) => {
    const input = takeUpload(fields);
    return () => multipart.abortMultipartUpload(client, input);
  },
  ListParts: (fields, { client }) => {
    const input = {
      ...takeUpload(fields),
      maxParts: fields.number('MaxParts') ?? 1_000,
      marker: fields.number('PartNumberMarker') ?? null,
      hasUrlEncoding: fields.text('EncodingType') === 'url',
    };
    return () => listPartsPage(client, input);
  },
  ListMultipartUploads: (fields, { client }) => {
    const input = {
      bucket: fields.need('Bucket'),
      prefix: fields.text('Prefix') ?? '',
      delimiter: fields.text('Delimiter') ?? '',
      hasUrlEncoding: fields.text('EncodingType') === 'url',
      maxUploads: fields.number('MaxUploads') ?? 1_000,
      token: takeMarkers(fields, 'UploadIdMarker'),
    };
    return () => listMultipartUploads(client, input);
  },
};

function takeUpload(fields: Fields): { bucket: string; key: string; uploadId: string } {
  return { ...takeName(fields), uploadId: fields.need('UploadId') };
}
