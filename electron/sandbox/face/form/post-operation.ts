import { createDigest, isChecksumAlgorithm } from '../../checksums/digests.ts';
import type { StoredChecksum } from '../../store/model.ts';
import { authorize, authorizeExtras } from '../access/authorize.ts';
import { bucketOf, type FaceAnswer, type FaceCall } from '../call.ts';
import type { SandboxCredential, VerifierOptions } from '../caller.ts';
import { crcHeaders } from '../checksum-headers.ts';
import type { Dialect } from '../dialect.ts';
import { encryptionHeaders } from '../encryption.ts';
import { FaceError, notImplemented } from '../face-error.ts';
import type { FaceRequest } from '../face-request.ts';
import { readAttributes } from '../object-attributes.ts';
import { fromWireName } from '../own-names.ts';
import { readTagDocument } from '../tags.ts';
import { versionHeaders } from '../versions.ts';
import { element, rootElement } from '../xml-writer.ts';
import { readForm } from './form-reader.ts';
import { checkPostPolicy, type SizeLimits } from './post-policy.ts';

const mostFileBytes = 5 * 1024 ** 3;
/** Fields that are headers of the PUT that the form stands for. */
const headerFields = [
  'cache-control',
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-own-storage-class',
  'x-own-server-side-encryption',
  'x-own-server-side-encryption-kms-key-id',
  'x-own-object-lock-mode',
  'x-own-object-lock-retain-until-date',
  'x-own-object-lock-legal-hold',
];
const ownFields = [
  'key',
  'bucket',
  'acl',
  'x-own-acl',
  'policy',
  'tagging',
  'success_action_status',
  'success_action_redirect',
  'redirect',
];

/**
 * Stores the file of a form. The signature is that of the policy in the form; without a policy the caller is anonymous.
 * `startCall` makes the call of whoever signed it. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export async function postForm(
  request: FaceRequest,
  body: AsyncIterable<Uint8Array>,
  tools: VerifierOptions & {
    dialect: Dialect;
    startCall: (request: FaceRequest, credential: SandboxCredential | null) => FaceCall;
  },
): Promise<FaceAnswer> {
  const {
    fields: list,
    fileName,
    fileType,
    file,
  } = await readForm(request.headers.get('content-type')?.[0] ?? '', body);
  const { dialect } = tools;
  const wireFields = new Map(list.map(({ name, value }) => [name, value] as const));
  const fields = new Map(
    list.map(({ name, value }) => [fromWireName(dialect, name) ?? name, value] as const),
  );
  if (fields.size !== list.length) {
    throw new FaceError('InvalidArgument', { message: 'A field of the form came twice.' });
  }
  checkKnown(dialect, fields);
  const bucket = bucketOf({ request });
  const policy = fields.get('policy');
  const credential = policy === undefined ? null : dialect.form.verify(policy, wireFields, tools);
  const limits =
    policy === undefined
      ? null
      : checkPostPolicy(policy, wireFields, { bucket, nowMs: tools.now(), form: dialect.form });
  const key = readKey(dialect, fields, fileName);
  const call = tools.startCall(
    { ...request, key, headers: headersOf(request, fields, fileType) },
    credential,
  );
  authorize(call, { action: 'PutObject', bucket, key });
  authorizeExtras(call, { bucket, key });
  if (fields.has('tagging')) authorize(call, { action: 'PutObjectTagging', bucket, key });
  return await store(call, key, { fields, file, limits });
}

async function store(
  call: FaceCall,
  key: string,
  form: { fields: ReadonlyMap<string, string>; file: AsyncGenerator<Uint8Array>; limits: SizeLimits | null },
): Promise<FaceAnswer> {
  const { fields, file, limits } = form;
  const bucket = bucketOf(call);
  const tagging = fields.get('tagging');
  const attributes = {
    ...readAttributes(call),
    ...(tagging === undefined ? {} : { tags: readTagDocument(tagging) }),
  };
  const wanted = readChecksum(fields);
  const md5 = createDigest('md5');
  const other = wanted === null ? null : createDigest(wanted.algorithm);
  const { alwaysComputes } = call.dialect.objects;
  const always = alwaysComputes === null ? null : createDigest(alwaysComputes);
  const hashers = [md5, other, always].filter((hasher) => hasher !== null);
  const written = await call.store.write(within(file, limits), hashers);
  try {
    const checksums: StoredChecksum[] = [];
    if (wanted !== null && other !== null) {
      const value = other.digest().toString('base64');
      if (value !== wanted.value) throw new FaceError('BadDigest');
      checksums.push({ algorithm: wanted.algorithm, type: 'FULL_OBJECT', value });
    }
    if (alwaysComputes !== null && always !== null) {
      const value = always.digest().toString('base64');
      checksums.push({ algorithm: alwaysComputes, type: 'FULL_OBJECT', value });
    }
    const version = call.store.objects.put(
      { bucket, key },
      written,
      { etag: md5.digest().toString('hex'), attributes: { ...attributes, checksums } },
      { check: () => undefined, actor: call.actor },
    );
    const host = call.request.headers.get('host')?.[0] ?? '';
    const location = call.dialect.form.locationOf(host, bucket, key);
    const told = answer(fields, { bucket, key, etag: version.etag, location });
    const headers = {
      ETag: `"${version.etag}"`,
      Location: location,
      ...versionHeaders(call, version),
      ...crcHeaders(call, checksums),
      ...encryptionHeaders(attributes.encryption),
      ...told.headers,
    };
    return { ...told, headers };
  } catch (error) {
    call.store.discard(written);
    throw error;
  }
}

/** Fields that the sandbox would have to ignore are refused. */
function checkKnown(dialect: Dialect, fields: ReadonlyMap<string, string>): void {
  const signingFields = dialect.form.signingFields.map((name) => fromWireName(dialect, name));
  for (const name of fields.keys()) {
    const isKnown =
      signingFields.includes(name) ||
      headerFields.includes(name) ||
      ownFields.includes(name) ||
      name.startsWith('x-own-meta-') ||
      name.startsWith('x-own-checksum-') ||
      name.startsWith('x-ignore-');
    // Anything else is the page's own business, as long as it does not look like a feature.
    if (!isKnown && name.startsWith('x-own-')) throw notImplemented(`the form field ${name}`);
  }
}

function readKey({ objects }: Dialect, fields: ReadonlyMap<string, string>, fileName: string): string {
  const text = fields.get('key');
  if (text === undefined) {
    throw new FaceError('InvalidArgument', {
      message:
        "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.",
      fields: { ArgumentName: 'key', ArgumentValue: '' },
    });
  }
  // A browser may tell the whole path of the file; the name is what counts.
  const key = text.replace(/\$\{filename\}/g, () => fileName.slice(fileName.search(/[^/\\]*$/)));
  if (key === '')
    throw new FaceError('InvalidArgument', { message: 'User key must have a length greater than 0.' });
  if (Buffer.byteLength(key) > objects.longestKeyBytes) throw new FaceError('KeyTooLongError');
  return key;
}

/** The headers of the PUT that the form stands for. */
function headersOf(
  request: FaceRequest,
  fields: ReadonlyMap<string, string>,
  fileType: string | null,
): ReadonlyMap<string, readonly string[]> {
  const kept = [...request.headers].filter(
    ([name]) => !name.startsWith('content-') && !name.startsWith('x-own-') && !name.startsWith('if-'),
  );
  const headers = new Map<string, readonly string[]>(kept);
  if (fileType !== null) headers.set('content-type', [fileType]);
  for (const [name, value] of fields) {
    if (headerFields.includes(name)) headers.set(name, [value]);
    // Headers are bytes that Node reads as Latin-1: the field is put into that form.
    if (name.startsWith('x-own-meta-')) headers.set(name, [Buffer.from(value).toString('latin1')]);
  }
  const acl = fields.get('acl') ?? fields.get('x-own-acl');
  if (acl !== undefined) headers.set('x-own-acl', [acl]);
  return headers;
}

function readChecksum(fields: ReadonlyMap<string, string>) {
  const found = [...fields].filter(
    ([name]) => name.startsWith('x-own-checksum-') && name !== 'x-own-checksum-algorithm',
  );
  const [entry, ...more] = found;
  if (entry === undefined) return null;
  const algorithm = entry[0].replace('x-own-checksum-', '');
  if (more.length > 0 || !isChecksumAlgorithm(algorithm)) {
    throw new FaceError('InvalidRequest', { message: 'Expecting a single x-own-checksum- field.' });
  }
  return { algorithm, value: entry[1] };
}

/** The bytes of the file as long as they stay within the limits; both ends are allowed. */
async function* within(
  file: AsyncGenerator<Uint8Array>,
  limits: SizeLimits | null,
): AsyncGenerator<Uint8Array> {
  const mostBytes = Math.min(limits?.mostBytes ?? mostFileBytes, mostFileBytes);
  const leastBytes = limits?.leastBytes ?? 0;
  let sizeBytes = 0;
  for await (const chunk of file) {
    sizeBytes += chunk.length;
    if (sizeBytes > mostBytes) {
      throw new FaceError('EntityTooLarge', {
        fields: { ProposedSize: String(sizeBytes), MaxSizeAllowed: String(mostBytes) },
      });
    }
    yield chunk;
  }
  if (sizeBytes < leastBytes) {
    throw new FaceError('EntityTooSmall', {
      fields: { ProposedSize: String(sizeBytes), MinSizeAllowed: String(leastBytes) },
    });
  }
}

/** 204 unless the form asks for 200, 201 with a document, or a way to go on. */
function answer(
  fields: ReadonlyMap<string, string>,
  stored: { bucket: string; key: string; etag: string; location: string },
): FaceAnswer {
  const { bucket, key, etag, location } = stored;
  const target = fields.get('success_action_redirect') ?? fields.get('redirect') ?? '';
  if (URL.canParse(target) && /^https?:/i.test(target)) {
    const url = new URL(target);
    url.searchParams.append('bucket', bucket);
    url.searchParams.append('key', key);
    url.searchParams.append('etag', `"${etag}"`);
    return { status: 303, headers: { Location: url.href } };
  }
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200 };
  if (status !== '201') return { status: 204 };
  const nodes = [
    element('Location', location),
    element('Bucket', bucket),
    element('Key', key),
    element('ETag', `"${etag}"`),
  ];
  return { status: 201, xml: rootElement('PostResponse', nodes, true) };
}
