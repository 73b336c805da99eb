import { crc32 } from 'node:zlib';
import type { MethodPath } from '../../capabilities/support.ts';
import { printEventFrame } from '../../select/event-stream.ts';
import { errorXml } from '../scripted-transport.ts';

const event = (type: string, payload: string): Buffer =>
  printEventFrame({
    headers: { ':message-type': 'event', ':event-type': type },
    payload: Buffer.from(payload),
  });

/** A frame of OSS: type, length, checksum of the head, payload, CRC32 of the payload. */
function ossFrame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32BE(type, 0);
  head.writeUInt32BE(payload.length, 4);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(payload), 0);
  return Buffer.concat([head, payload, sum]);
}

const times = '<LastModified>2025-10-10T08:09:10.000Z</LastModified>';

const documents = [
  `<?xml version="1.0"?><ListBucketResult xmlns="x"><Name>b</Name><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType><NextContinuationToken>t</NextContinuationToken><NextMarker>m</NextMarker><Contents><Key>a%20b&amp;</Key><Size>12</Size>${times}<ETag>&quot;e&quot;</ETag><StorageClass>COLD</StorageClass></Contents><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListBucketResult>`,
  `<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>v</NextVersionIdMarker><Version><Key>k</Key><VersionId>1</VersionId><IsLatest>true</IsLatest>${times}<Size>5</Size></Version><DeleteMarker><Key>k</Key></DeleteMarker></ListVersionsResult>`,
  '<ListAllMyBucketsResult><Owner><ID>1</ID></Owner><NextMarker>m</NextMarker><ContinuationToken>t</ContinuationToken><Buckets><Bucket><Name>b</Name><CreationDate>2025-10-10T08:09:10.000Z</CreationDate><Location>ap-beijing</Location></Bucket></Buckets></ListAllMyBucketsResult>',
  '<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker><Part><PartNumber>1</PartNumber><ETag>"e"</ETag><Size>5</Size></Part></ListPartsResult>',
  '<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>a/k</NextKeyMarker><NextUploadIdMarker>u</NextUploadIdMarker><Upload><Key>a/k</Key><UploadId>u</UploadId><Initiated>2025-10-10T08:09:10.000Z</Initiated></Upload></ListMultipartUploadsResult>',
  '<DeleteResult><Deleted><Key>l</Key></Deleted><Error><Key>k</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>',
  '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
  '<CompleteMultipartUploadResult><ETag>"e-1"</ETag></CompleteMultipartUploadResult>',
  `<CopyObjectResult><ETag>"e"</ETag>${times}</CopyObjectResult>`,
  `<CopyPartResult><ETag>"e"</ETag>${times}</CopyPartResult>`,
  '<LocationConstraint>eu-west-1</LocationConstraint>',
  '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>',
  '<AccessControlPolicy><Owner><ID>1</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="i" xsi:type="CanonicalUser"><ID>1</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>',
  '<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter><Prefix>p</Prefix></Filter><Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>',
  '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>',
  '<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2099-01-01T00:00:00Z</RetainUntilDate></Retention>',
  '<LegalHold><Status>ON</Status></LegalHold>',
  '<BucketInfo><Bucket><Name>b</Name><Location>oss-cn-hangzhou</Location></Bucket></BucketInfo>',
  '<BucketStat><Storage>1</Storage><ObjectCount>2</ObjectCount></BucketStat>',
  '<AsyncFetchTaskResult><TaskId>T</TaskId></AsyncFetchTaskResult>',
  '<CreateLiveChannelResult><PublishUrls><Url>rtmp://a</Url></PublishUrls></CreateLiveChannelResult>',
  '<LiveChannelConfiguration><Status>enabled</Status><Target><Type>HLS</Type><FragCount>3</FragCount></Target></LiveChannelConfiguration>',
  `<ListLiveChannelResult><IsTruncated>true</IsTruncated><NextMarker>c</NextMarker><LiveChannel><Name>c</Name>${times}</LiveChannel></ListLiveChannelResult>`,
  '<LiveChannelStat><Status>Live</Status><Video><Width>1</Width></Video></LiveChannelStat>',
  '<LiveChannelHistory><LiveRecord><RemoteAddr>a</RemoteAddr></LiveRecord></LiveChannelHistory>',
  '<WormConfiguration><WormId>w</WormId><State>Locked</State><RetentionPeriodInDays>1</RetentionPeriodInDays></WormConfiguration>',
  '<InventoryConfiguration><Id>i</Id><IsEnabled>true</IsEnabled></InventoryConfiguration>',
  '<ListInventoryConfigurationsResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><InventoryConfiguration><Id>i</Id></InventoryConfiguration></ListInventoryConfigurationsResult>',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/p/*"}]}',
  '{"Records":[{"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k","size":1}}}]}\n \n{"Records":null}\n',
  '#EXTM3U\n#EXTINF:1,\n1.ts\n',
  '<!doctype html><html><body>Bad gateway</body></html>',
  '',
  errorXml('SlowDown'),
  errorXml('AccessDenied', 'Request has expired', '<ServerTime>2026-01-02T09:04:05Z</ServerTime>'),
  errorXml('AccessDenied', 'elsewhere', '<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>'),
  errorXml('AuthorizationHeaderMalformed', 'region', '<Region>eu-west-1</Region>'),
  errorXml('NoSuchKey'),
  errorXml('NoSuchBucket'),
  errorXml('ExpiredToken'),
  errorXml('RequestTimeTooSkewed', 'clock', '<ServerTime>2026-01-02T09:04:05Z</ServerTime>'),
];

/** Bodies as servers answer them, before they are damaged. */
export const answerBodies: readonly Buffer[] = [
  ...documents.map((text) => Buffer.from(text)),
  Buffer.concat([
    event('Records', 'a,b\n'),
    event('Stats', '<Stats><BytesScanned>1</BytesScanned></Stats>'),
    event('End', ''),
  ]),
  Buffer.concat([ossFrame(8_388_609, Buffer.from('00000000a,b\n')), ossFrame(8_388_613, Buffer.alloc(24))]),
];

/** What stands in a right answer to a method; others take nothing of the body. */
const marks: Partial<Record<MethodPath, string>> = {
  'service.listBuckets': '<ListAllMyBucketsResult',
  'service.listBucketPages': '<ListAllMyBucketsResult',
  'buckets.getBucketLocation': '<LocationConstraint',
  'buckets.getBucketInfo': '<BucketInfo',
  'buckets.getBucketStat': '<ListBucketResult',
  'configuration.get': '<LifecycleConfiguration',
  'configuration.put': '<VersioningConfiguration',
  'configuration.delete': '<CORSConfiguration',
  'configuration.putAcl': '<AccessControlPolicy',
  'configuration.getPolicy': '{"Version"',
  'configuration.getPrefixPolicy': '{"Version"',
  'configuration.setPrefixPolicy': '{"Version"',
  'objects.listObjects': '<ListBucketResult',
  'objects.copyObject': '<CopyObjectResult',
  'objects.updateObjectMeta': '<CopyObjectResult',
  'objects.moveObject': '<CopyObjectResult',
  'objects.composeObject': '<CopyPartResult',
  'objects.readCarried': '<Tagging',
  'objects.fetchAddress': '<AsyncFetchTaskResult',
  'objects.deleteObjects': '<DeleteResult',
  'objects.deleteEach': '<DeleteResult',
  'objects.getObjectAcl': '<AccessControlPolicy',
  'objects.selectObjectContent': ':event-type',
  'tags.getObjectTags': '<Tagging',
  'tags.setObjectTags': '<Tagging',
  'lock.getRetention': '<Retention',
  'lock.setRetention': '<Retention',
  'lock.hasLegalHold': '<LegalHold',
  'lock.setLegalHold': '<LegalHold',
  'versions.listObjectVersions': '<ListVersionsResult',
  'multipart.createMultipartUpload': '<InitiateMultipartUploadResult',
  'multipart.copyPart': '<CopyPartResult',
  'multipart.listPartsPage': '<ListPartsResult',
  'multipart.listParts': '<ListPartsResult',
  'multipart.completeMultipartUpload': '<CompleteMultipartUploadResult',
  'multipart.listMultipartUploads': '<ListMultipartUploadsResult',
  'multipart.listUploadsOfKey': '<ListMultipartUploadsResult',
  'multipart.removeIncompleteUpload': '<ListMultipartUploadsResult',
  'live.listen': '{"Records"',
  'channels.createLiveChannel': '<ListLiveChannelResult',
  'channels.getLiveChannel': '<LiveChannelConfiguration',
  'channels.listLiveChannels': '<ListLiveChannelResult',
  'channels.getLiveChannelStat': '<LiveChannelStat',
  'channels.getLiveChannelHistory': '<LiveChannelHistory',
  'channels.getVodPlaylist': '#EXTM3U',
  'retention.getBucketWorm': '<WormConfiguration',
  'inventories.getInventory': '<InventoryConfiguration',
  'inventories.listInventories': '<ListInventoryConfigurationsResult',
};

/** A right answer to a method; null for one whose answer has no body. */
export function rightBody(method: MethodPath): Buffer | null {
  const mark = marks[method];
  return (mark === undefined ? undefined : answerBodies.find((body) => body.includes(mark))) ?? null;
}

/** Headers that answers carry; some of them are damaged too. */
export const answerHeaders: Readonly<Record<string, string>> = {
  etag: '"9b2cf535f27731c974343645a3985328"',
  'last-modified': 'Fri, 10 Oct 2025 08:09:10 GMT',
  'content-type': 'text/plain',
  'content-range': 'bytes 0-0/1',
  date: 'Fri, 10 Oct 2025 08:09:10 GMT',
  server: 'MinIO',
  'retry-after': '1',
  'x-amz-request-id': 'REQ1',
  'x-amz-version-id': 'v1',
  'x-amz-meta-a': '=?utf-8?q?=C3?=',
  'x-amz-bucket-region': 'eu-west-1',
  'x-amz-checksum-crc32': 'AAAAAA==',
  'x-amz-mp-parts-count': '3',
  'x-amz-restore': 'ongoing-request="false", expiry-date="Fri, 10 Oct 2025 08:09:10 GMT"',
  'x-amz-object-lock-retain-until-date': '2099-01-01T00:00:00Z',
  'x-cos-hash-crc64ecma': '1234567890123456789',
  'x-cos-next-append-position': '1',
  'x-oss-hash-crc64ecma': '18446744073709551615',
  'x-oss-next-append-position': '1',
  'x-oss-symlink-target': 'a%2',
  'x-oss-err': 'PEVycm9yPjwvRXJyb3I+',
  'x-oss-worm-id': 'w',
  'access-control-allow-origin': '*',
  'access-control-max-age': '1e9',
};
