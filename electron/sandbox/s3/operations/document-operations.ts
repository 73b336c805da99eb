import { bucketOf, type FaceAnswer, type FaceCall, settingOf } from '../../face/call.ts';
import { group, maybe, one, readShaped, word } from '../../face/configuration/xml-shape.ts';
import { FaceError } from '../../face/face-error.ts';
import { type DocumentOperations, documentOperations } from '../../face/operations/document-operations.ts';
import { element, rootElement } from '../../face/xml-writer.ts';
import { readReplication } from '../configuration/replication.ts';
import { readPolicy } from '../policy/policy-document.ts';
import { isPublicPolicy } from '../policy/public-policy.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html */
export const replication = documentOperations({
  setting: 'replication',
  read: readReplication,
  missing: { code: 'ReplicationConfigurationNotFoundError' },
  needsDigest: true,
});

const payer = documentOperations({
  setting: 'requestPayment',
  read: (source) =>
    readShaped(
      source,
      'RequestPaymentConfiguration',
      group({ Payer: one(word('Requester', 'BucketOwner')) }),
    ),
  missing: { emptyRoot: 'RequestPaymentConfiguration' },
  needsDigest: false,
});

/** Who pays is kept and changes nothing here. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketRequestPayment.html */
export const requestPayment: Pick<DocumentOperations, 'get' | 'put'> = {
  get: (call) =>
    settingOf(call, 'requestPayment') === null
      ? { status: 200, xml: rootElement('RequestPaymentConfiguration', [element('Payer', 'BucketOwner')]) }
      : payer.get(call),
  put: payer.put,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAccelerateConfiguration.html */
export const accelerate: Pick<DocumentOperations, 'get' | 'put'> = documentOperations({
  setting: 'accelerate',
  read(source, _call, { name }) {
    if (name.includes('.')) {
      throw new FaceError('InvalidRequest', {
        message: 'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
      });
    }
    return readShaped(
      source,
      'AccelerateConfiguration',
      group({ Status: one(word('Enabled', 'Suspended')) }),
    );
  },
  missing: { emptyRoot: 'AccelerateConfiguration' },
  needsDigest: false,
});

const flag = maybe(word('true', 'false'));

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const publicAccessBlock = documentOperations({
  setting: 'publicAccessBlock',
  read: (source) =>
    readShaped(
      source,
      'PublicAccessBlockConfiguration',
      group({
        BlockPublicAcls: flag,
        IgnorePublicAcls: flag,
        BlockPublicPolicy: flag,
        RestrictPublicBuckets: flag,
      }),
    ),
  missing: { code: 'NoSuchPublicAccessBlockConfiguration' },
  needsDigest: false,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const ownershipControls = documentOperations({
  setting: 'ownershipControls',
  read: (source) =>
    readShaped(
      source,
      'OwnershipControls',
      group({
        Rule: one(
          group({
            ObjectOwnership: one(word('BucketOwnerPreferred', 'ObjectWriter', 'BucketOwnerEnforced')),
          }),
        ),
      }),
    ),
  missing: { code: 'OwnershipControlsNotFoundError' },
  needsDigest: false,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export function getPolicyStatus(call: FaceCall): FaceAnswer {
  const text = settingOf(call, 'policy');
  if (text === null) throw new FaceError('NoSuchBucketPolicy');
  const isPublic = isPublicPolicy(readPolicy(text, bucketOf(call)));
  return { status: 200, xml: rootElement('PolicyStatus', [element('IsPublic', isPublic)]) };
}
