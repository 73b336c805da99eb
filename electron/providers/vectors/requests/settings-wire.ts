import type { ConfigurationName } from '../../../../shared/model/configuration/documents.ts';
import { child, children, parseXml, text } from '../../xml/xml.ts';
import type { CapturedRequest } from '../vector-file.ts';

/** Documents by the sub-resource that has them, whatever the dialect. */
const documents: Readonly<Record<string, ConfigurationName>> = {
  acl: 'acl',
  cors: 'cors',
  lifecycle: 'lifecycle',
  versioning: 'versioning',
  replication: 'replication',
  tagging: 'tagging',
  notification: 'notification',
  encryption: 'encryption',
  'object-lock': 'object-lock',
  website: 'website',
  logging: 'logging',
  referer: 'referer',
  requestPayment: 'request-payment',
  accelerate: 'acceleration',
  publicAccessBlock: 'public-access-block',
  policyStatus: 'policy-status',
  ownershipControls: 'ownership-controls',
  domain: 'custom-domain',
  origin: 'origin',
  transferAcceleration: 'acceleration',
};
const objectCommands: Readonly<Record<string, string>> = {
  acl: 'ObjectAcl',
  tagging: 'ObjectTagging',
  retention: 'ObjectRetention',
  'legal-hold': 'ObjectLegalHold',
};
const verbs: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

/** True for the name of a sub-resource that is a setting of a bucket or object. */
export function isSetting(name: string): boolean {
  return name in documents || name in objectCommands || name === 'policy' || name === 'restore';
}

/**
 * The command of a captured request about a setting; null for another request. What it carries goes into `input`:
 * documents of buckets as their text, which only the dialect can read.
 */
export function readSetting(
  { method, body }: CapturedRequest,
  query: ReadonlySet<string>,
  key: string | null,
  input: Record<string, unknown>,
): string | null {
  const name = [...query].find(isSetting);
  const verb = verbs[method];
  if (name === undefined) return null;
  const document = body?.utf8 ?? '';
  // The digests are of the document, and made again from ours.
  input.ContentMD5 = undefined;
  for (const field of Object.keys(input)) if (field.startsWith('Checksum')) input[field] = undefined;
  if (name === 'restore') {
    input.RestoreText = document;
    return 'RestoreFromText';
  }
  if (verb === undefined) return null;
  if (name === 'policy' && key === null) {
    if (document) input.Policy = document;
    return `${verb}BucketPolicy`;
  }
  if (key !== null) {
    const command = objectCommands[name];
    if (!command) return null;
    if (document) readObjectDocument(command, document, input);
    return `${verb}${command}`;
  }
  if (!documents[name]) return null;
  if (name === 'acl' && method === 'PUT' && document === '') return 'PutBucketAcl';
  input.Document = documents[name];
  if (document) input.Text = document;
  return `${verb}Configuration`;
}

function readObjectDocument(command: string, document: string, input: Record<string, unknown>): void {
  if (command === 'ObjectTagging') {
    const tags = children(child(parseXml(document, 'Tagging'), 'TagSet'), 'Tag');
    input.Tagging = { TagSet: tags.map((tag) => ({ Key: text(tag, 'Key'), Value: text(tag, 'Value') })) };
  } else if (command === 'ObjectRetention') {
    const root = parseXml(document, 'Retention');
    input.Retention = { Mode: text(root, 'Mode'), RetainUntilDate: text(root, 'RetainUntilDate') };
  } else if (command === 'ObjectLegalHold') {
    input.LegalHold = { Status: text(parseXml(document, 'LegalHold'), 'Status') };
  } else input.Text = document;
}
