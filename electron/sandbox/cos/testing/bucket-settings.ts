import { beforeAll, describe, expect, test } from 'vitest';
import { type CosBucket, type CosTrial, open } from '../../testing/cos-client.ts';

/** What is set on a bucket: kept, told again and, where the sandbox acts on it, done. */
export function tryBucketSettings(trial: () => CosTrial): void {
  describe('settings', () => {
    let bucket: CosBucket;
    beforeAll(async () => {
      bucket = await trial().made('settings');
      await trial().client.putObject({ ...bucket, Key: 'page', Body: 'content', ACL: 'public-read' });
    });

    test('CORS, which a preflight is answered by', async () => {
      const { client } = trial();
      expect((await client.getBucketCors(bucket)).CORSRules).toEqual([]);
      const rule = {
        AllowedOrigins: ['https://a.example'],
        AllowedMethods: ['GET', 'PUT'],
        AllowedHeaders: ['x-cos-*', 'content-type'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: '60',
      };
      await client.putBucketCors({
        ...bucket,
        CORSRules: [
          {
            AllowedOrigin: rule.AllowedOrigins,
            AllowedMethod: rule.AllowedMethods,
            AllowedHeader: rule.AllowedHeaders,
            ExposeHeader: rule.ExposeHeaders,
            MaxAgeSeconds: 60,
          },
        ],
      });
      expect((await client.getBucketCors(bucket)).CORSRules).toEqual([rule]);
      const asked = {
        ...bucket,
        Key: 'page',
        Origin: 'https://a.example',
        AccessControlRequestMethod: 'PUT' as const,
        AccessControlRequestHeaders: 'x-cos-acl',
      };
      expect(await client.optionsObject(asked)).toMatchObject({
        AccessControlAllowOrigin: 'https://a.example',
        AccessControlMaxAge: '60',
        AccessControlExposeHeaders: 'ETag',
      });
      expect(await client.optionsObject({ ...asked, Origin: 'https://b.example' })).toMatchObject({
        OptionsForbidden: true,
      });
      await client.deleteBucketCors(bucket);
      expect((await client.getBucketCors(bucket)).CORSRules).toEqual([]);
    });

    test('lifecycle, applied when the clock is told', async () => {
      const { client, sandbox } = trial();
      expect((await client.getBucketLifecycle(bucket)).Rules).toEqual([]);
      await client.putObject({ ...bucket, Key: 'old/a', Body: 'x' });
      const rule = {
        ID: 'old',
        Status: 'Enabled' as const,
        Filter: { Prefix: 'old/' },
        Expiration: { Days: '3' },
      };
      await client.putBucketLifecycle({ ...bucket, Rules: [rule] });
      expect((await client.getBucketLifecycle(bucket)).Rules).toEqual([rule]);
      sandbox.applyLifecycle(Date.now() + 5 * 86_400_000);
      await expect(client.headObject({ ...bucket, Key: 'old/a' })).rejects.toMatchObject({ statusCode: 404 });
      expect(await client.headObject({ ...bucket, Key: 'page' })).toMatchObject({ statusCode: 200 });
      await client.deleteBucketLifecycle(bucket);
      expect((await client.getBucketLifecycle(bucket)).Rules).toEqual([]);
    });

    test('replication, between buckets that keep versions', async () => {
      const { client, made } = trial();
      const source = await made('replicated');
      const target = await made('replica');
      const configuration = {
        Role: 'qcs::cam::uin/100000000001:uin/100000000001',
        Rules: [
          {
            ID: 'all',
            Status: 'Enabled' as const,
            Prefix: 'a/',
            Destination: {
              Bucket: `qcs::cos:${target.Region}::${target.Bucket}`,
              StorageClass: 'STANDARD' as const,
            },
          },
        ],
      };
      const put = () => client.putBucketReplication({ ...source, ReplicationConfiguration: configuration });
      await expect(put()).rejects.toMatchObject({ code: 'InvalidBucketState' });
      for (const place of [source, target]) {
        await client.putBucketVersioning({ ...place, VersioningConfiguration: { Status: 'Enabled' } });
      }
      await put();
      expect((await client.getBucketReplication(source)).ReplicationConfiguration).toEqual(configuration);
      await client.deleteBucketReplication(source);
      await expect(client.getBucketReplication(source)).resolves.toMatchObject({
        ReplicationConfiguration: { Rules: [] },
      });
    });

    test('website', async () => {
      const { client } = trial();
      expect((await client.getBucketWebsite(bucket)).WebsiteConfiguration).toEqual({});
      const website = {
        IndexDocument: { Suffix: 'index.html' },
        ErrorDocument: { Key: 'error.html' },
        RedirectAllRequestsTo: { Protocol: 'https' as const },
        RoutingRules: [
          {
            Condition: { HttpErrorCodeReturnedEquals: '404' },
            Redirect: { Protocol: 'https' as const, ReplaceKeyWith: '404.html' },
          },
        ],
      };
      await client.putBucketWebsite({ ...bucket, WebsiteConfiguration: website });
      expect((await client.getBucketWebsite(bucket)).WebsiteConfiguration).toEqual(website);
      await client.deleteBucketWebsite(bucket);
      expect((await client.getBucketWebsite(bucket)).WebsiteConfiguration).toEqual({});
    });

    test('referer, by which a page elsewhere is kept out', async () => {
      const { client, sandbox } = trial();
      const configuration = {
        Status: 'Enabled' as const,
        RefererType: 'White-List' as const,
        DomainList: { Domains: ['*.friend.example'] },
        EmptyReferConfiguration: 'Deny' as const,
      };
      await client.putBucketReferer({ ...bucket, RefererConfiguration: configuration });
      expect((await client.getBucketReferer(bucket)).RefererConfiguration).toEqual(configuration);
      const url = client.getObjectUrl({ ...bucket, Key: 'page', Sign: false }, () => undefined);
      const from = async (referer: string) =>
        (await open(sandbox, url, { headers: referer === '' ? {} : { referer } })).status;
      expect(await from('http://www.friend.example/a')).toBe(200);
      expect(await from('http://stranger.example/')).toBe(403);
      expect(await from('')).toBe(403);
      await client.putBucketReferer({
        ...bucket,
        RefererConfiguration: { ...configuration, Status: 'Disabled' },
      });
      expect(await from('http://stranger.example/')).toBe(200);
    });

    test('domains', async () => {
      const { client } = trial();
      const rule = { Status: 'ENABLED' as const, Name: 'www.example.com', Type: 'REST' as const };
      await client.putBucketDomain({ ...bucket, DomainRule: [rule] });
      expect((await client.getBucketDomain(bucket)).DomainRule).toEqual([rule]);
      await client.deleteBucketDomain(bucket);
      expect((await client.getBucketDomain(bucket)).DomainRule).toEqual([]);
    });

    test('origin', async () => {
      const { client } = trial();
      const rule = {
        OriginType: 'Mirror' as const,
        OriginCondition: { HTTPStatusCode: '404', Prefix: '' },
        OriginParameter: { Protocol: 'HTTP' as const, FollowQueryString: 'true' as const },
        OriginInfo: { HostInfo: { HostName: 'origin.example.com' } },
      };
      // The types of the SDK say less than the API takes.
      await client.putBucketOrigin({ ...bucket, OriginRule: [rule] } as never);
      expect((await client.getBucketOrigin(bucket)).OriginRule).toEqual([rule]);
      await client.deleteBucketOrigin(bucket);
      await expect(client.getBucketOrigin(bucket)).rejects.toMatchObject({
        code: 'NoSuchOriginConfiguration',
      });
    });

    test('logging', async () => {
      const { client, made } = trial();
      const target = await made('logs');
      const status = { LoggingEnabled: { TargetBucket: target.Bucket, TargetPrefix: 'log/' } };
      await client.putBucketLogging({ ...bucket, BucketLoggingStatus: status });
      expect((await client.getBucketLogging(bucket)).BucketLoggingStatus).toEqual(status);
      await client.putBucketLogging({ ...bucket, BucketLoggingStatus: {} as never });
      expect((await client.getBucketLogging(bucket)).BucketLoggingStatus).not.toHaveProperty(
        'LoggingEnabled',
      );
    });

    test('inventories, several of them', async () => {
      const { client } = trial();
      const inventory = (id: string) => ({
        Id: id,
        IsEnabled: 'true' as const,
        IncludedObjectVersions: 'All' as const,
        Filter: { Prefix: 'a/' },
        OptionalFields: ['Size', 'ETag'],
        Schedule: { Frequency: 'Daily' as const },
        Destination: {
          COSBucketDestination: {
            Bucket: `qcs::cos:${bucket.Region}::${bucket.Bucket}`,
            Format: 'CSV' as const,
            AccountId: '100000000001',
            Prefix: 'list',
          },
        },
      });
      for (const id of ['daily-1', 'daily-2']) {
        await client.putBucketInventory({ ...bucket, Id: id, InventoryConfiguration: inventory(id) });
      }
      expect(
        (await client.getBucketInventory({ ...bucket, Id: 'daily-1' })).InventoryConfiguration,
      ).toMatchObject({ Id: 'daily-1', OptionalFields: ['Size', 'ETag'] });
      const listed = await client.listBucketInventory(bucket);
      expect(listed.InventoryConfigurations.map(({ Id }: { Id: string }) => Id)).toEqual([
        'daily-1',
        'daily-2',
      ]);
      await client.deleteBucketInventory({ ...bucket, Id: 'daily-1' });
      await expect(client.getBucketInventory({ ...bucket, Id: 'daily-1' })).rejects.toMatchObject({
        statusCode: 404,
      });
    });

    test('acceleration', async () => {
      const { client } = trial();
      await client.putBucketAccelerate({
        ...bucket,
        AccelerateConfiguration: { Status: 'Enabled' },
      });
      expect(await client.getBucketAccelerate(bucket)).toMatchObject({
        AccelerateConfiguration: { Status: 'Enabled' },
      });
    });

    test('encryption, which later objects have', async () => {
      const { client } = trial();
      expect(await client.getBucketEncryption(bucket)).toMatchObject({ statusCode: 404 });
      await client.putBucketEncryption({
        ...bucket,
        ServerSideEncryptionConfiguration: {
          Rule: [{ ApplySideEncryptionConfiguration: { SSEAlgorithm: 'AES256' } }],
        },
      });
      expect(await client.getBucketEncryption(bucket)).toMatchObject({ statusCode: 200 });
      // The method looks for another root than the API documents, so that it tells no rules.
      const told = await client.request({ ...bucket, Method: 'GET', Action: 'encryption' });
      expect(told).toMatchObject({
        ServerSideEncryptionConfiguration: {
          Rule: { ApplySideEncryptionConfiguration: { SSEAlgorithm: 'AES256' } },
        },
      });
      await client.putObject({ ...bucket, Key: 'hidden', Body: 'x' });
      const { headers } = await client.headObject({ ...bucket, Key: 'hidden' });
      expect(headers?.['x-cos-server-side-encryption']).toBe('AES256');
      await client.deleteBucketEncryption(bucket);
      expect(await client.getBucketEncryption(bucket)).toMatchObject({ statusCode: 404 });
    });
  });
}
