import { describe, expect, it } from 'vitest';
import { configurationSchemas } from '../../../shared/model/configuration/documents.ts';
import { dialectOf } from '../open-provider.ts';
import { documentSources } from './document-source.ts';

const s3 = documentSources(dialectOf({ provider: 's3' }));
const oss = documentSources(dialectOf({ provider: 'oss' }));

const cors = `<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <CORSRule>
    <AllowedOrigin>https://a.example</AllowedOrigin>
    <!--why-->
    <Future a="1"/>
    <AllowedMethod>GET</AllowedMethod>
  </CORSRule>
</CORSConfiguration>`;

describe('a document as text', () => {
  it('is indented, and is the same after it was read and written', () => {
    const { value } = s3.parse('cors', cors);
    expect(value).toMatchObject({
      rules: [{ allowedOrigins: ['https://a.example'], allowedMethods: ['GET'] }],
    });
    expect(value === null ? '' : s3.print('cors', value)).toBe(cors);
  });

  it('keeps the spaces of a text', () => {
    const value = { tagSet: { tags: [{ key: ' a ', value: 'b\n' }] } };
    const source = s3.print('tagging', value);
    expect(source).toContain('<Key> a </Key>');
    expect(s3.parse('tagging', source).value?.tagSet?.tags[0]).toMatchObject({ key: ' a ' });
  });

  it.each(Object.keys(configurationSchemas) as (keyof typeof configurationSchemas)[])(
    '%s has a text of its own in every dialect that has it',
    (document) => {
      for (const sources of [s3, oss]) {
        if (!sources.describe(document).isOffered) continue;
        const empty = sources.parse(document, sources.print(document, emptyOf(document)));
        expect(empty.problem).toBeNull();
      }
    },
  );

  it('says where it breaks', () => {
    expect(s3.parse('cors', '<CORSConfiguration>\n  <CORSRule>\n</CORSConfiguration>').problem).toMatchObject(
      {
        line: 3,
      },
    );
    expect(s3.parse('cors', '').problem).toEqual({
      line: 1,
      column: 1,
      message: '<CORSConfiguration> is missing.',
    });
    expect(s3.parse('cors', '<!-- <a> -->\n <Tagging/>').problem).toEqual({
      line: 2,
      column: 2,
      message: '<CORSConfiguration> is due here, not <Tagging>.',
    });
  });
});

describe('what a dialect has', () => {
  it('is told with what can be done to it', () => {
    expect(s3.describe('referer')).toEqual({ isOffered: false, isReadOnly: true, isRemovable: false });
    expect(oss.describe('referer')).toEqual({ isOffered: true, isReadOnly: false, isRemovable: true });
    expect(s3.describe('versioning')).toEqual({ isOffered: true, isReadOnly: false, isRemovable: false });
    expect(s3.describe('policy-status')).toEqual({ isOffered: true, isReadOnly: true, isRemovable: false });
  });
});

/** A model without anything: lists are there and empty. */
function emptyOf(document: keyof typeof configurationSchemas) {
  const lists = ['rules', 'topics', 'queues', 'functions', 'excludedPrefixes', 'domains'];
  const known = Object.keys(configurationSchemas[document].shape);
  return Object.fromEntries(lists.filter((name) => known.includes(name)).map((name) => [name, []])) as never;
}
