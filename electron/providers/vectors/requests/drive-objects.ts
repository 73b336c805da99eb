import { appendObject } from '../../operations/appends.ts';
import { copyObject } from '../../operations/copies.ts';
import { deleteObject, deleteObjects, deletePrefix } from '../../operations/deletions.ts';
import { getObject, headObject } from '../../operations/object-reads.ts';
import { putObject } from '../../operations/object-writes.ts';
import {
  fetchAddress,
  getSymlink,
  putSymlink,
  saveProcessed,
  testCors,
} from '../../operations/special-objects.ts';
import {
  given,
  readCopySource,
  takeChecksums,
  takeCustomerKey,
  takeName,
  takeOverrides,
  takeRange,
  takeReadConditions,
  takeWrite,
  takeWriteConditions,
} from './aws-fields.ts';
import type { Driver } from './drive-aws.ts';
import type { Fields } from './fields.ts';

const nobody = { start: () => {}, data: () => {} };

/** The commands about single objects. */
export const objectDrivers: Readonly<Record<string, Driver>> = {
  HeadObject: (fields, { client }) => {
    const input = takeRead(fields, false);
    return () => headObject(client, input);
  },
  GetObject: (fields, { client, hasDefaultChecksums }) => {
    const input = {
      ...takeRead(fields, hasDefaultChecksums),
      responseHeaders: takeOverrides(fields),
      // The COS SDK takes the whole query in one field.
      ...given({ range: takeRange(fields), process: fields.text('QueryString') }),
    };
    return () => getObject(client, input, nobody);
  },
  PutObject: (fields, { client, hasDefaultChecksums }) => {
    const body = fields.bytes('Body');
    const input = {
      ...takeName(fields),
      body,
      write: takeWrite(fields, client.dialect),
      conditions: takeWriteConditions(fields),
      checksums: takeChecksums(fields, body, hasDefaultChecksums),
      ...given({ customerKey: takeCustomerKey(fields) }),
    };
    fields.number('ContentLength');
    return () => putObject(client, input);
  },
  AppendObject: (fields, { client }) => {
    const body = fields.bytes('Body');
    const input = {
      ...takeName(fields),
      position: Number(fields.need('Position')),
      body,
      write: takeWrite(fields, client.dialect),
      checksums: takeChecksums(fields, body, false),
    };
    return () => appendObject(client, input);
  },
  CopyObject: (fields, { client }) => {
    const isReplace = /^REPLACED?$/i.test(fields.text('MetadataDirective') ?? '');
    fields.text('TaggingDirective');
    const { headers, userMetadata, ...set } = takeWrite(fields, client.dialect);
    const conditions = takeReadConditions(fields, 'CopySource');
    const sourceKey = takeCustomerKey(fields, 'CopySource');
    const input = {
      ...takeName(fields),
      source: {
        ...readCopySource(fields.need('CopySource')),
        conditions,
        ...given({ customerKey: sourceKey }),
      },
      ...(isReplace ? { replace: { ...given({ headers, userMetadata }) } } : {}),
      set,
      ...given({ customerKey: takeCustomerKey(fields) }),
    };
    return () => copyObject(client, input);
  },
  PutSymlink: (fields, { client }) => {
    const input = {
      ...takeName(fields),
      targetKey: decodeURIComponent(fields.need('SymlinkTarget')),
      write: takeWrite(fields, client.dialect),
    };
    return () => putSymlink(client, input);
  },
  GetSymlink: (fields, { client }) => {
    const input = { ...takeName(fields), ...given({ versionId: fields.text('VersionId') }) };
    return () => getSymlink(client, input);
  },
  SaveProcessed: (fields, { client }) => {
    const input = {
      ...takeName(fields),
      expression: fields.need('Expression'),
      target: { key: fields.need('TargetKey'), ...given({ bucket: fields.text('TargetBucket') }) },
    };
    return () => saveProcessed(client, input);
  },
  FetchAddress: (fields, { client }) => {
    const input = { ...takeName(fields), url: fields.need('Url'), ...given({ host: fields.text('Host') }) };
    return () => fetchAddress(client, input);
  },
  TestCors: (fields, { client }) => {
    const headers = fields.text('AccessControlRequestHeaders')?.split(',');
    const input = {
      ...takeName(fields),
      origin: fields.need('Origin'),
      method: fields.need('AccessControlRequestMethod') as 'PUT',
      ...given({ headers }),
    };
    return () => testCors(client, input);
  },
  DeleteObject: (fields, { client }) => {
    const input = {
      ...takeName(fields),
      ...given({ versionId: fields.text('VersionId') }),
      bypassesGovernance: fields.flag('BypassGovernanceRetention'),
    };
    if (!fields.flag('ForceDelete')) return () => deleteObject(client, input);
    return () => deletePrefix(client, { bucket: input.bucket, prefix: input.key });
  },
  DeleteObjects: (fields, { client }) => {
    const request = fields.object('Delete');
    const targets = request.objects('Objects').map((target) => {
      const read = { key: target.need('Key'), ...given({ versionId: target.text('VersionId') }) };
      target.end();
      return read;
    });
    const input = {
      bucket: fields.need('Bucket'),
      targets,
      isQuiet: request.flag('Quiet'),
      bypassesGovernance: fields.flag('BypassGovernanceRetention'),
    };
    request.end();
    return () => deleteObjects(client, input);
  },
};

function takeRead(fields: Fields, hasDefaultChecksums: boolean) {
  const isRequester = fields.text('RequestPayer') === 'requester';
  const mode = fields.text('ChecksumMode');
  return {
    ...takeName(fields),
    conditions: takeReadConditions(fields),
    hasChecksums: mode === 'ENABLED' || (mode === undefined && hasDefaultChecksums),
    ...given({
      versionId: fields.text('VersionId'),
      partNumber: fields.number('PartNumber'),
      customerKey: takeCustomerKey(fields),
      payer: isRequester ? ('requester' as const) : undefined,
      expectedOwner: fields.text('ExpectedBucketOwner'),
    }),
  };
}
