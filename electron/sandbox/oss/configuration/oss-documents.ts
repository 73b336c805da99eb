import type { FaceAnswer, FaceCall } from '../../face/call.ts';
import { settingOf } from '../../face/call.ts';
import { readCors } from '../../face/configuration/cors.ts';
import {
  group,
  many,
  maybe,
  one,
  partOf,
  partsOf,
  readShaped,
  text,
  textOf,
  wholeNumber,
  word,
} from '../../face/configuration/xml-shape.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import { type DocumentOperations, documentOperations } from '../../face/operations/document-operations.ts';
import { malformed, type XmlElement } from '../../face/xml-reader.ts';
import { element, rootElement, type XmlRoot } from '../../face/xml-writer.ts';
import { readEncryption } from './encryption.ts';
import { readLifecycle } from './lifecycle.ts';

const someText = text((value) => value !== '');
const flag = word('true', 'false');
const mostCorsRules = 20;

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketcors */
export const cors: DocumentOperations = documentOperations({
  setting: 'cors',
  read(source) {
    const root = readCors(source, { mayVary: true });
    if (partsOf(root, 'CORSRule').length > mostCorsRules) throw malformed();
    return root;
  },
  missing: { code: 'NoSuchCORSConfiguration' },
  needsDigest: false,
});

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketlifecycle */
export const lifecycle: DocumentOperations = documentOperations({
  setting: 'lifecycle',
  read: readLifecycle,
  missing: { code: 'NoSuchLifecycleConfiguration' },
  needsDigest: false,
});

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketencryption */
export const encryption: DocumentOperations = documentOperations({
  setting: 'encryption',
  read: readEncryption,
  missing: { code: 'ServerSideEncryptionConfigurationNotFoundError' },
  needsDigest: false,
});

const loggingShape = group({
  LoggingEnabled: maybe(group({ TargetBucket: one(someText), TargetPrefix: maybe(text()) })),
});

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketlogging */
export const logging: DocumentOperations = documentOperations({
  setting: 'logging',
  read(source, { store }) {
    const root = readShaped(source, 'BucketLoggingStatus', loggingShape);
    const target = textOf(partOf(root, 'LoggingEnabled'), 'TargetBucket');
    if (target !== null && !store.buckets.has(target)) throw new FaceError('InvalidTargetBucketForLogging');
    return root;
  },
  missing: { emptyRoot: 'BucketLoggingStatus' },
  needsDigest: false,
});

const errorDocument = { Key: one(someText), HttpStatus: maybe(word('200', '404')) };
const websiteShape = group({
  IndexDocument: maybe(
    group({ Suffix: one(someText), SupportSubDir: maybe(flag), Type: maybe(word('0', '1', '2')) }),
  ),
  ErrorDocument: maybe(group(errorDocument)),
  RoutingRules: maybe(
    group({
      RoutingRule: many(
        group({
          RuleNumber: one(wholeNumber),
          // The sandbox fetches nothing from elsewhere: rules are kept for those who read them again.
          Condition: maybe(() => undefined),
          Redirect: maybe(() => undefined),
          LuaConfig: maybe(() => undefined),
        }),
        0,
        20,
      ),
    }),
  ),
});

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketwebsite */
export const website: DocumentOperations = documentOperations({
  setting: 'website',
  read(source) {
    const root = readShaped(source, 'WebsiteConfiguration', websiteShape);
    const suffix = textOf(partOf(root, 'IndexDocument'), 'Suffix');
    if (root.children.length === 0) throw malformed();
    if (suffix?.includes('/')) {
      throw invalidArgument('IndexDocument', suffix, 'The IndexDocument Suffix is not well formed.');
    }
    return root;
  },
  missing: { code: 'NoSuchWebsiteConfiguration' },
  needsDigest: false,
});

/** What a bucket answers that has no document of its own. */
function withUsual(operations: DocumentOperations, setting: string, usual: XmlRoot): DocumentOperations {
  return {
    ...operations,
    get: (call: FaceCall): FaceAnswer | Promise<FaceAnswer> =>
      settingOf(call, setting) === null ? { status: 200, xml: usual } : operations.get(call),
  };
}

function kept(setting: string, root: string, read: (source: string) => XmlElement): DocumentOperations {
  return documentOperations({ setting, read, missing: { emptyRoot: root }, needsDigest: false });
}

/** Who pays is kept and changes nothing here. https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketrequestpayment */
export const requestPayment = withUsual(
  kept('requestPayment', 'RequestPaymentConfiguration', (source) =>
    readShaped(
      source,
      'RequestPaymentConfiguration',
      group({ Payer: one(word('Requester', 'BucketOwner')) }),
    ),
  ),
  'requestPayment',
  rootElement('RequestPaymentConfiguration', [element('Payer', 'BucketOwner')]),
);

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbuckettransferacceleration */
export const transferAcceleration = withUsual(
  kept('transferAcceleration', 'TransferAccelerationConfiguration', (source) =>
    readShaped(source, 'TransferAccelerationConfiguration', group({ Enabled: one(flag) })),
  ),
  'transferAcceleration',
  rootElement('TransferAccelerationConfiguration', [element('Enabled', false)]),
);

/** Accesses are counted nowhere; the state is kept. https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketaccessmonitor */
export const accessMonitor = withUsual(
  kept('accessmonitor', 'AccessMonitorConfiguration', (source) =>
    readShaped(
      source,
      'AccessMonitorConfiguration',
      group({ Status: one(word('Enabled', 'Disabled')), AllowCopy: maybe(flag) }),
    ),
  ),
  'accessmonitor',
  rootElement('AccessMonitorConfiguration', [element('Status', 'Disabled')]),
);

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketresourcegroup */
export const resourceGroup = withUsual(
  kept('resourceGroup', 'BucketResourceGroupConfiguration', (source) =>
    readShaped(source, 'BucketResourceGroupConfiguration', group({ ResourceGroupId: one(text()) })),
  ),
  'resourceGroup',
  rootElement('BucketResourceGroupConfiguration', [element('ResourceGroupId', 'rg-default')]),
);

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketpublicaccessblock */
export const publicAccessBlock = withUsual(
  kept('publicAccessBlock', 'PublicAccessBlockConfiguration', (source) =>
    readShaped(source, 'PublicAccessBlockConfiguration', group({ BlockPublicAccess: one(flag) })),
  ),
  'publicAccessBlock',
  rootElement('PublicAccessBlockConfiguration', [element('BlockPublicAccess', false)]),
);
