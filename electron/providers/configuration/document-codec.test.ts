import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { toAppError } from '../../../shared/model/app-error.ts';
import { configurationSchemas } from '../../../shared/model/configuration/documents.ts';
import { inventorySchema } from '../../../shared/model/configuration/inventory.ts';
import type { KeptElement, KeptNode } from '../../../shared/model/configuration/kept.ts';
import { legalHoldSchema } from '../../../shared/model/configuration/legal-hold.ts';
import { retentionSchema } from '../../../shared/model/configuration/retention.ts';
import { parseTree, printTree } from '../xml/xml-tree.ts';
import { readDocument, writeDocument } from './document-codec.ts';
import { fieldsOf } from './document-fields.ts';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
const schemas: Record<string, z.ZodObject> = {
  ...configurationSchemas,
  inventory: inventorySchema,
  retention: retentionSchema,
  'legal-hold': legalHoldSchema,
};

/** Every name a document of this schema knows, at any depth, and some it does not. */
function namesOf(schema: z.ZodObject): string[] {
  return fieldsOf(schema).flatMap(({ name, type }) => [
    ...name.elements,
    ...(typeof type === 'object' ? namesOf(type) : []),
  ]);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold.
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/;
const xmlText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      'Enabled',
      'true',
      'FALSE',
      '007',
      '12',
      '9007199254740993',
      ' a ',
      'a\r\nb',
      '<&>"\'',
      ']]>',
    ),
  )
  .filter((text) => !notXml.test(text));

/** Documents as servers might send them: known and unknown elements in any order, repeated, with attributes and comments. */
function documents(root: string, schema: z.ZodObject): fc.Arbitrary<KeptElement> {
  const name = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...namesOf(schema)) },
    { weight: 1, arbitrary: fc.constantFrom('Vendor', 'x:Extra', 'kept', 'toString', 'a-b.c') },
  );
  const attributes = fc.uniqueArray(
    fc.tuple(fc.constantFrom('xsi:type', 'xmlns:xsi', 'id', 'xmlns:x'), xmlText),
    { maxLength: 2, selector: ([key]) => key },
  );
  const { element } = fc.letrec<{ element: KeptElement; node: KeptNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'xml' },
      xmlText.map((text) => ({ text })),
      fc.constantFrom({ comment: ' note ' }, { comment: '<Rule/>' }),
      tie('element').map((found) => ({ element: found })),
    ),
    element: fc.record({
      name,
      attributes: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: attributes }),
      children: fc.oneof(
        { maxDepth: 5, depthIdentifier: 'xml' },
        xmlText.map((text) => [{ text }]),
        fc.array(tie('node'), { maxLength: 6 }),
      ),
    }),
  }));
  return element.map((found) => ({ ...found, name: root }));
}

/** What two documents that say the same have in common: no white space between elements, texts in one piece. */
function meaning(element: KeptElement, isRoot = true): unknown {
  const hasElements = element.children.some((child) => 'element' in child || 'comment' in child);
  const texts = (text: string): string[] => (hasElements && text.trim() === '' ? [] : [text]);
  const children = element.children.flatMap((child): unknown[] => {
    if ('text' in child) return texts(child.text);
    return 'comment' in child ? [child] : [meaning(child.element, false)];
  });
  const attributes = element.attributes.filter(([name]) => !(isRoot && name === 'xmlns'));
  return [element.name, attributes.toSorted(([a], [b]) => (a < b ? -1 : 1)), children];
}

describe.each(Object.keys(schemas))('%s', (name) => {
  const schema = schemas[name] ?? retentionSchema;

  test('what is read and written again says the same, whatever else is in it', () => {
    fc.assert(
      fc.property(documents('Root', schema), (tree) => {
        const source = parseTree(printTree(tree));
        const model = readDocument(printTree(tree), 'Root', schema, namespace);
        expect(schema.safeParse(model).error).toBeUndefined();
        const again = parseTree(writeDocument(model, 'Root', schema, namespace));
        expect(meaning(again)).toEqual(meaning(source));
        // And the model crosses the contract as JSON.
        expect(readDocument(printTree(again), 'Root', schema, namespace)).toEqual(
          JSON.parse(JSON.stringify(model)),
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe('editing', () => {
  const cors = configurationSchemas.cors;
  const source = `<CORSConfiguration xmlns="${namespace}"><Vendor>v</Vendor><CORSRule><MaxAgeSeconds>5</MaxAgeSeconds><!--why--><Future a="1"/><AllowedMethod>GET</AllowedMethod><ID>one</ID></CORSRule><Tail/><CORSRule><ID>two</ID></CORSRule></CORSConfiguration>`;
  const edit = (change: (model: z.infer<typeof cors>) => z.infer<typeof cors>): string =>
    writeDocument(
      change(readDocument(source, 'CORSConfiguration', cors, namespace)),
      'CORSConfiguration',
      cors,
      namespace,
    );

  test('nothing gives the same text', () => {
    const expanded = source.replace('<Future a="1"/>', '<Future a="1"></Future>');
    expect(edit((model) => model)).toBe(expanded.replace('<Tail/>', '<Tail></Tail>'));
  });

  test('a field changes in its place, a new one follows, one that is taken out is gone', () => {
    const text = edit((model) => ({
      ...model,
      rules: model.rules.map(({ maxAgeSeconds: _, ...rule }) => ({
        ...rule,
        id: `${rule.id}!`,
        allowedMethods: [...rule.allowedMethods, 'PUT'],
        allowedOrigins: ['*'],
      })),
    }));
    expect(text).toContain(
      '<CORSRule><!--why--><Future a="1"></Future><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><ID>one!</ID><AllowedOrigin>*</AllowedOrigin></CORSRule>',
    );
    expect(text).toContain('<ID>two!</ID>');
    expect(text).toContain('<Vendor>v</Vendor>');
  });

  test('rules taken out, added and moved carry what is theirs', () => {
    expect(edit((model) => ({ ...model, rules: model.rules.slice(1) }))).not.toContain('Future');
    const moved = edit((model) => ({ ...model, rules: model.rules.toReversed() }));
    expect(moved.indexOf('two')).toBeLessThan(moved.indexOf('Future'));
    const fresh = {
      id: 'new',
      allowedOrigins: [],
      allowedMethods: ['PUT'],
      allowedHeaders: [],
      exposeHeaders: [],
    };
    const added = edit((model) => ({ ...model, rules: [...model.rules, fresh] }));
    expect(added).toMatch(/two<\/ID><\/CORSRule><CORSRule><ID>new<\/ID>/);
  });

  test('what could not be read stays until it is set', () => {
    const odd = source.replace('>5<', '>05<');
    const model = readDocument(odd, 'CORSConfiguration', cors, namespace);
    expect(model.rules[0]?.maxAgeSeconds).toBeUndefined();
    expect(writeDocument(model, 'CORSConfiguration', cors, namespace)).toContain('>05<');
    const set = { ...model, rules: model.rules.map((rule) => ({ ...rule, maxAgeSeconds: 7 })) };
    const text = writeDocument(set, 'CORSConfiguration', cors, namespace);
    expect(text).toContain('<CORSRule><MaxAgeSeconds>7</MaxAgeSeconds><!--why-->');
    expect(text).not.toContain('>05<');
  });

  test('a word of a grant is read, and written as it is set', () => {
    const policy = (word: string) =>
      `<AccessControlPolicy><AccessControlList><Grant>${word}</Grant></AccessControlList></AccessControlPolicy>`;
    const { acl } = configurationSchemas;
    const model = readDocument(policy('public-read'), 'AccessControlPolicy', acl, null);
    expect(model.accessControlList?.grants).toEqual([{ word: 'public-read' }]);
    const set = { accessControlList: { grants: [{ word: 'private' }] } };
    expect(writeDocument(set, 'AccessControlPolicy', acl, null)).toBe(policy('private'));
  });

  test('a new part takes the spelling of its dialect, one that was read keeps its own', () => {
    const inventory = { destination: { bucket: { bucket: 'b', encryption: { byProvider: {} } } } };
    const spellings = { S3BucketDestination: 'COSBucketDestination', 'SSE-S3': 'SSE-COS' };
    const text = writeDocument(inventory, 'InventoryConfiguration', inventorySchema, null, spellings);
    expect(text).toContain(
      '<COSBucketDestination><Bucket>b</Bucket><Encryption><SSE-COS></SSE-COS></Encryption></COSBucketDestination>',
    );
    const model = readDocument(text, 'InventoryConfiguration', inventorySchema, null);
    expect(model.destination?.bucket?.encryption?.byProvider).toBeDefined();
    expect(writeDocument(model, 'InventoryConfiguration', inventorySchema, null)).toBe(text);
  });

  test('a new grant brings the namespace of its type', () => {
    const grants = [{ grantee: { type: 'Group', uri: 'u' }, permission: 'READ' }];
    const text = writeDocument(
      { accessControlList: { grants } },
      'AccessControlPolicy',
      configurationSchemas.acl,
      null,
    );
    expect(text).toBe(
      '<AccessControlPolicy><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>u</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>',
    );
  });
});

describe('what is no such document', () => {
  const read = (body: string) => {
    try {
      readDocument(body, 'CORSConfiguration', configurationSchemas.cors, namespace);
    } catch (thrown) {
      return toAppError(thrown).kind;
    }
    return 'read';
  };

  test.each([
    ['<ListBucketResult></ListBucketResult>', 'not-offered'],
    ['', 'not-offered'],
    ['<!doctype html><html></html>', 'not-offered'],
    ['bytes of an object', 'not-offered'],
    ['<CORSConfiguration><CORSRule>', 'malformed-response'],
    [`<CORSConfiguration>${'<a>'.repeat(5_000)}`, 'malformed-response'],
    [
      `<CORSConfiguration>${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}</CORSConfiguration>`,
      'malformed-response',
    ],
    ['<CORSConfiguration><__proto__>1</__proto__></CORSConfiguration>', 'malformed-response'],
    ['<CORSConfiguration/>', 'read'],
  ])('%#', (body, kind) => {
    expect(read(body)).toBe(kind);
  });
});
