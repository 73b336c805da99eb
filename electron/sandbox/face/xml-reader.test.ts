import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readXml } from './xml-reader.ts';
import { rootElement, xmlDocument } from './xml-writer.ts';

const plain = {
  xml: { namespace: null, hasDeclaration: true, encodeListed: (text: string) => text },
};

test('what the writer writes is read back, control characters and all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readXml(xmlDocument(plain, rootElement('Key', text))).text).toBe(text);
    }),
  );
});

test('prefixes, attributes, comments, CDATA and empty elements are read over', () => {
  const root = readXml(
    `\ufeff<?xml version="1.0"?>\n<!-- a --><s3:Delete xmlns:s3='x' a="1>2">\n<Object><Key><![CDATA[<a&]]>b&#13;&#x1;</Key></Object><Quiet/></s3:Delete>\n`,
  );
  expect(root.name).toBe('Delete');
  expect(root.children.map(({ name }) => name)).toEqual(['Object', 'Quiet']);
  expect(root.children[0]?.children[0]?.text).toBe('<a&b\r\u0001');
});

test.each([
  '',
  'text',
  '<a>',
  '</a>',
  '<a></b>',
  '<a/><b/>',
  '<a>&unknown;</a>',
  '<a>&</a>',
  '<a>&#xD800;</a>',
  '<a>&#x110000;</a>',
  '<a b></a>',
  '<a b=c></a>',
  '<a',
  '<a>x</a>y',
  '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  '<![CDATA[x]]>',
  '<a><![CDATA[x]></a>',
  '<a>&constructor;</a>',
  '<a>'.repeat(30),
])('%s is refused', (text) => {
  expect(() => readXml(text)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
});
