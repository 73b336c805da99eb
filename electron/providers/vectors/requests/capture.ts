import type { Transport, WireRequest, WireResponse } from '../../http/transport.ts';

/** Records what would have gone onto the wire and answers just enough for an operation to end well. */
export class CapturingTransport implements Transport {
  readonly requests: (WireRequest & { readonly bytes: Buffer })[] = [];

  async send(request: WireRequest): Promise<WireResponse> {
    const pieces: Uint8Array[] = [];
    if (request.body instanceof Uint8Array) pieces.push(request.body);
    else if (request.body) for await (const slice of request.body.slices()) pieces.push(Buffer.from(slice));
    this.requests.push({ ...request, bytes: Buffer.concat(pieces) });
    const body = Buffer.from(request.method === 'HEAD' ? '' : answerTo(request));
    return {
      status: 200,
      headers: {
        etag: '"9b2cf535f27731c974343645a3985328"',
        'content-length': String(body.length),
        'x-oss-symlink-target': 'target',
      },
      body,
      receivedBytes: body.length,
      sentBytes: 0,
    };
  }

  async close(): Promise<void> {}
}

/** Documents by what the request asks, first match wins. */
const answers: readonly (readonly [RegExp, string])[] = [
  [/^GET [^?]*\?inventory&(?:id|inventoryId)=/, '<InventoryConfiguration></InventoryConfiguration>'],
  [/^GET [^?]*\?inventory/, '<ListInventoryConfigurationsResult></ListInventoryConfigurationsResult>'],
  [/^GET [^?]*\?worm/, '<WormConfiguration></WormConfiguration>'],
  [/^PUT [^?]*\?live\n/, '<CreateLiveChannelResult></CreateLiveChannelResult>'],
  [/^GET [^?]*\?(?:.*&)?comp=stat/, '<LiveChannelStat></LiveChannelStat>'],
  [/^GET [^?]*\?(?:.*&)?live/, '<ListLiveChannelResult></ListLiveChannelResult>'],
  [
    /^GET \/(?:\?[^\n]*)?\n[^\n]*\n(?:(?:service\.)?cos|oss-[a-z0-9-]+)\./,
    '<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>',
  ],
  [
    /^POST [^?]*\?uploads/,
    '<InitiateMultipartUploadResult><UploadId>UPLOADID0001</UploadId></InitiateMultipartUploadResult>',
  ],
  [/^POST [^?]*\?delete/, '<DeleteResult></DeleteResult>'],
  [
    /^POST [^?]*\?.*uploadId=/,
    '<CompleteMultipartUploadResult><ETag>e-1</ETag></CompleteMultipartUploadResult>',
  ],
  [/^GET [^?]*\?bucketInfo/, '<BucketInfo><Bucket></Bucket></BucketInfo>'],
  [/^GET [^?]*\?stat/, '<BucketStat></BucketStat>'],
  [/^GET [^?]*\?location/, '<LocationConstraint></LocationConstraint>'],
  [
    /^GET [^?]*\?uploads/,
    '<ListMultipartUploadsResult><Upload><Key>big.bin</Key><UploadId>UPLOADID0001</UploadId></Upload></ListMultipartUploadsResult>',
  ],
  [/^GET [^?]*\?(?:.*&)?uploadId=/, '<ListPartsResult></ListPartsResult>'],
  [/^GET [^?]*\?(?:.*&)?versions(?:&|=|$)/, '<ListVersionsResult></ListVersionsResult>'],
  [/^GET [^?]*\?.*(?:list-type|max-keys)=/, '<ListBucketResult></ListBucketResult>'],
  [/^GET \/(?:\?[^\n]*)?\n/, '<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>'],
  [/^PUT [^?]*\?.*uploadId=.*\n.*copy-source/, '<CopyPartResult><ETag>e</ETag></CopyPartResult>'],
  [/^POST [^?]*\?asyncFetch/, '<AsyncFetchTaskResult><TaskId>T</TaskId></AsyncFetchTaskResult>'],
  [/^PUT [^?]*\n.*copy-source/, '<CopyObjectResult><ETag>e</ETag></CopyObjectResult>'],
];

/** Root elements of the documents by their sub-resource; the one of OSS differs. */
const settingRoots: Readonly<Record<string, string>> = {
  acl: 'AccessControlPolicy',
  cors: 'CORSConfiguration',
  lifecycle: 'LifecycleConfiguration',
  versioning: 'VersioningConfiguration',
  replication: 'ReplicationConfiguration',
  tagging: 'Tagging',
  notification: 'NotificationConfiguration',
  encryption: 'ServerSideEncryptionConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  retention: 'Retention',
  'legal-hold': 'LegalHold',
  website: 'WebsiteConfiguration',
  logging: 'BucketLoggingStatus',
  referer: 'RefererConfiguration',
  requestPayment: 'RequestPaymentConfiguration',
  accelerate: 'AccelerateConfiguration',
  publicAccessBlock: 'PublicAccessBlockConfiguration',
  policyStatus: 'PolicyStatus',
  ownershipControls: 'OwnershipControls',
  domain: 'DomainConfiguration',
  origin: 'OriginConfiguration',
};

function answerTo({ method, target, headers }: WireRequest): string {
  const [subResource = ''] = (target.split('?')[1] ?? '').split(/[=&]/);
  if (method === 'GET' && subResource === 'policy') return '{}';
  if (method === 'GET' && subResource === 'encryption' && /(?:^|\.)oss-/.test(headers.host ?? '')) {
    return '<ServerSideEncryptionRule></ServerSideEncryptionRule>';
  }
  const root = settingRoots[subResource];
  if (method === 'GET' && root) return `<${root}></${root}>`;
  const question = `${method} ${target}\n${Object.keys(headers).join(' ')}\n${headers.host}`;
  return answers.find(([pattern]) => pattern.test(question))?.[1] ?? '';
}
