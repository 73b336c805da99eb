import type { MethodPath } from '../../capabilities/support.ts';
import type { BodyReceiver } from '../../interface/body.ts';
import type { StorageProvider } from '../../storage-provider.ts';

/** Takes whatever comes. */
const receiver: BodyReceiver = { start: () => undefined, data: () => undefined };
const bucket = 'b-1250000000';
const place = { bucket, key: 'a/k' };
const upload = { ...place, uploadId: 'u' };
const channel = { bucket, channel: 'c' };
const body = Buffer.from('x');
const page = { bucket, prefix: '', delimiter: '/', token: null, maxKeys: 10 };
const info = {
  ...{ key: 'a/k', sizeBytes: 1, modifiedAtMs: 0, etag: 'e', versionId: null, storageClass: null },
  headers: {
    ...{ contentType: null, cacheControl: null, contentDisposition: null, contentEncoding: null },
    ...{ contentLanguage: null, expires: null },
  },
  ...{ userMetadata: {}, checksums: {}, encryption: null, partCount: null, restore: null, retention: null },
  ...{ hasLegalHold: false, tagCount: 1, objectType: null, kmsKeyId: null, expiration: null },
};

async function drain(values: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _value of values) count += 1;
  return count;
}

/** One call of every method of the provider: a method without one does not compile. */
export const calls: Readonly<
  Record<MethodPath, (provider: StorageProvider, signal: AbortSignal) => Promise<unknown>>
> = {
  'service.listBuckets': ({ service }) => service.listBuckets(),
  'service.listBucketPages': ({ service }) => drain(service.listBucketPages()),
  'buckets.createBucket': ({ buckets }) =>
    buckets.createBucket({ bucket, region: null, hasObjectLock: false }),
  'buckets.deleteBucket': ({ buckets }) => buckets.deleteBucket({ bucket }),
  'buckets.bucketExists': ({ buckets }) => buckets.bucketExists({ bucket }),
  'buckets.getBucketLocation': ({ buckets }) => buckets.getBucketLocation({ bucket }),
  'buckets.getBucketInfo': ({ buckets }) => buckets.getBucketInfo({ bucket }),
  'buckets.getBucketStat': ({ buckets }) => buckets.getBucketStat({ bucket }),
  'configuration.get': ({ configuration }) => configuration.get({ bucket, document: 'lifecycle' }),
  'configuration.put': ({ configuration }) =>
    configuration.put({ bucket, document: 'versioning', value: { status: 'Enabled', excludedPrefixes: [] } }),
  'configuration.delete': ({ configuration }) => configuration.delete({ bucket, document: 'cors' }),
  'configuration.putAcl': ({ configuration }) => configuration.putAcl({ bucket, canned: 'private' }),
  'configuration.getPolicy': ({ configuration }) => configuration.getPolicy({ bucket }),
  'configuration.putPolicy': ({ configuration }) => configuration.putPolicy({ bucket, policy: '{}' }),
  'configuration.deletePolicy': ({ configuration }) => configuration.deletePolicy({ bucket }),
  'configuration.getPrefixPolicy': ({ configuration }) =>
    configuration.getPrefixPolicy({ bucket, prefix: 'p/' }),
  'configuration.setPrefixPolicy': ({ configuration }) =>
    configuration.setPrefixPolicy({ bucket, prefix: 'p/', policy: 'READ_ONLY' }),
  'objects.listObjects': ({ objects }) => objects.listObjects(page),
  'objects.headObject': ({ objects }) => objects.headObject({ ...place, hasChecksums: true }),
  'objects.getPartSize': ({ objects }) => objects.getPartSize({ ...place, partNumber: 1 }),
  'objects.getObjectMeta': ({ objects }) => objects.getObjectMeta(place),
  'objects.objectExists': ({ objects }) => objects.objectExists(place),
  'objects.getObject': ({ objects }) => objects.getObject(place, receiver),
  'objects.putObject': ({ objects }) => objects.putObject({ ...place, body }),
  'objects.createFolder': ({ objects }) => objects.createFolder({ bucket, prefix: 'f/' }),
  'objects.copyObject': ({ objects }) => objects.copyObject({ ...place, source: { bucket, key: 's' } }),
  'objects.readCarried': ({ objects }) => objects.readCarried({ ...place, info, isInParts: true }),
  'objects.updateObjectMeta': ({ objects }) =>
    objects.updateObjectMeta({ ...place, userMetadata: { a: 'b' } }),
  'objects.moveObject': ({ objects }) => objects.moveObject({ ...place, source: { bucket, key: 's' } }),
  'objects.composeObject': ({ objects }) =>
    objects.composeObject({
      ...place,
      sources: [
        { bucket, key: 's' },
        { bucket, key: 't' },
      ],
    }),
  'objects.appendObject': ({ objects }) => objects.appendObject({ ...place, position: 0, body }),
  'objects.putSymlink': ({ objects }) => objects.putSymlink({ ...place, targetKey: 't' }),
  'objects.getSymlink': ({ objects }) => objects.getSymlink(place),
  'objects.saveProcessed': ({ objects }) =>
    objects.saveProcessed({ ...place, expression: 'image/resize,w_1', target: { key: 't' } }),
  'objects.fetchAddress': ({ objects }) => objects.fetchAddress({ ...place, url: 'http://a.example/' }),
  'objects.testCors': ({ objects }) =>
    objects.testCors({ bucket, origin: 'https://a.example', method: 'GET' }),
  'objects.deleteObject': ({ objects }) => objects.deleteObject(place),
  'objects.deletePrefix': ({ objects }) => objects.deletePrefix({ bucket, prefix: 'p/' }),
  'objects.deleteObjects': ({ objects }) =>
    objects.deleteObjects({ bucket, targets: [{ key: 'k' }, { key: 'l' }] }),
  'objects.deleteEach': ({ objects }) => drain(objects.deleteEach({ bucket, targets: [{ key: 'k' }] })),
  'objects.getObjectAcl': ({ objects }) => objects.getObjectAcl(place),
  'objects.putObjectAcl': ({ objects }) => objects.putObjectAcl({ ...place, canned: 'private' }),
  'objects.restoreObject': ({ objects }) => objects.restoreObject({ ...place, days: 1 }),
  'objects.selectObjectContent': ({ objects }) =>
    objects.selectObjectContent(
      {
        ...place,
        expression: 'select * from S3Object',
        source: { format: 'csv', header: 'use' },
        target: { format: 'csv' },
      },
      receiver,
    ),
  'tags.getObjectTags': ({ tags }) => tags.getObjectTags(place),
  'tags.setObjectTags': ({ tags }) => tags.setObjectTags({ ...place, tags: { a: 'b' } }),
  'tags.deleteObjectTags': ({ tags }) => tags.deleteObjectTags(place),
  'lock.getRetention': ({ lock }) => lock.getRetention(place),
  'lock.setRetention': ({ lock }) =>
    lock.setRetention({ ...place, retention: { mode: 'GOVERNANCE', retainUntil: '2099-01-01T00:00:00Z' } }),
  'lock.hasLegalHold': ({ lock }) => lock.hasLegalHold(place),
  'lock.setLegalHold': ({ lock }) => lock.setLegalHold({ ...place, isOn: true }),
  'versions.listObjectVersions': ({ versions }) => versions.listObjectVersions(page),
  'multipart.createMultipartUpload': ({ multipart }) => multipart.createMultipartUpload(place),
  'multipart.uploadPart': ({ multipart }) => multipart.uploadPart({ ...upload, partNumber: 1, body }),
  'multipart.copyPart': ({ multipart }) =>
    multipart.copyPart({ ...upload, partNumber: 1, source: { bucket, key: 's' } }),
  'multipart.listPartsPage': ({ multipart }) =>
    multipart.listPartsPage({ ...upload, marker: null, maxParts: 10 }),
  'multipart.listParts': ({ multipart }) => multipart.listParts(upload),
  'multipart.completeMultipartUpload': ({ multipart }) =>
    multipart.completeMultipartUpload({ ...upload, parts: [{ partNumber: 1, etag: 'e', sizeBytes: 1 }] }),
  'multipart.abortMultipartUpload': ({ multipart }) => multipart.abortMultipartUpload(upload),
  'multipart.listMultipartUploads': ({ multipart }) =>
    multipart.listMultipartUploads({ bucket, prefix: '', token: null, maxUploads: 10 }),
  'multipart.listUploadsOfKey': ({ multipart }) => multipart.listUploadsOfKey(place),
  'multipart.removeIncompleteUpload': ({ multipart }) => multipart.removeIncompleteUpload(place),
  'sharing.presign': ({ sharing }) => sharing.presign({ method: 'GET', ...place, expiresInSeconds: 60 }),
  'sharing.presignPostPolicy': ({ sharing }) =>
    sharing.presignPostPolicy({
      bucket,
      key: { prefix: '' },
      minBytes: 0,
      maxBytes: 1,
      expiresInSeconds: 60,
    }),
  'sharing.getAuth': ({ sharing }) => sharing.getAuth({ method: 'GET', ...place }),
  'live.listen': ({ live }, signal) => {
    const none = () => undefined;
    return live.listen({ bucket }, { opened: none, change: none, interrupted: none }, { signal });
  },
  'channels.createLiveChannel': ({ channels }) => channels.createLiveChannel({ ...channel, settings: {} }),
  'channels.getLiveChannel': ({ channels }) => channels.getLiveChannel(channel),
  'channels.deleteLiveChannel': ({ channels }) => channels.deleteLiveChannel(channel),
  'channels.listLiveChannels': ({ channels }) => channels.listLiveChannels({ bucket }),
  'channels.getLiveChannelStat': ({ channels }) => channels.getLiveChannelStat(channel),
  'channels.putLiveChannelStatus': ({ channels }) =>
    channels.putLiveChannelStatus({ ...channel, isEnabled: true }),
  'channels.getLiveChannelHistory': ({ channels }) => channels.getLiveChannelHistory(channel),
  'channels.postVodPlaylist': ({ channels }) =>
    channels.postVodPlaylist({ ...channel, playlistName: 'v.m3u8', startAtSeconds: 1, endAtSeconds: 2 }),
  'channels.getVodPlaylist': ({ channels }) =>
    channels.getVodPlaylist({ ...channel, startAtSeconds: 1, endAtSeconds: 2 }),
  'channels.getRtmpUrl': ({ channels }) => channels.getRtmpUrl({ ...channel, expiresInSeconds: 60 }),
  'retention.initiateBucketWorm': ({ retention }) => retention.initiateBucketWorm({ bucket, days: 1 }),
  'retention.getBucketWorm': ({ retention }) => retention.getBucketWorm({ bucket }),
  'retention.extendBucketWorm': ({ retention }) =>
    retention.extendBucketWorm({ bucket, retentionId: 'w', days: 2 }),
  'retention.completeBucketWorm': ({ retention }) =>
    retention.completeBucketWorm({ bucket, retentionId: 'w' }),
  'retention.abortBucketWorm': ({ retention }) => retention.abortBucketWorm({ bucket }),
  'inventories.getInventory': ({ inventories }) => inventories.getInventory({ bucket, id: 'i' }),
  'inventories.putInventory': ({ inventories }) =>
    inventories.putInventory({ bucket, inventory: { id: 'i' } }),
  'inventories.deleteInventory': ({ inventories }) => inventories.deleteInventory({ bucket, id: 'i' }),
  'inventories.listInventories': ({ inventories }) => inventories.listInventories({ bucket }),
};
