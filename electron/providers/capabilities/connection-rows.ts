import { file, offered, option, row } from './support.ts';

/** What a connection is opened with, and what every request has. */
export const connectionRows = {
  createClient: row(1, [file('electron/providers/open-provider.ts')], offered),
  staticCredentials: row(2, [option('credentials')], offered),
  sessionToken: row(3, [option('credentials')], offered),
  refreshCredentials: row(4, [option('credentials')], offered),
  anonymousAccess: row(5, [option('credentials')], offered),
  discoverRegion: row(6, [option('region')], offered),
  tls: row(7, [option('tls')], offered),
  proxy: row(8, [option('proxy')], offered),
  timeouts: row(9, [option('connectTimeoutMs'), option('idleTimeoutMs')], offered),
  retry: row(10, [file('electron/providers/http/retry.ts')], offered),
  connectionPool: row(11, [file('electron/providers/http/undici-transport.ts')], offered),
  customDomain: row(12, [option('addressing')], offered),
  appName: row(13, [option('userAgent')], offered),
  checksums: row(14, [file('electron/providers/checksums/crc.ts')], offered),
  contentMd5: row(15, [file('electron/providers/interface/body.ts')], offered),
  addressingStyle: row(16, [option('addressing')], offered),
  endpointVariants: row(17, [option('endpoint')], offered),
  errorObjects: row(18, [file('electron/providers/client/provider-error.ts')], offered),
  requestLog: row(19, [option('onRequest')], offered),
  timeFormats: row(20, [file('electron/providers/operations/object-info.ts')], offered),
};
