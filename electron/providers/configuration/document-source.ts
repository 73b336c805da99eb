import { XMLValidator } from 'fast-xml-parser';
import type { z } from 'zod';
import { AppFailure } from '../../../shared/model/app-error.ts';
import {
  type ConfigurationDocuments,
  type ConfigurationName,
  configurationSchemas,
} from '../../../shared/model/configuration/documents.ts';
import type { KeptElement } from '../../../shared/model/configuration/kept.ts';
import type { Dialect } from '../dialect.ts';
import { escapeText } from '../xml/xml.ts';
import { parseTree } from '../xml/xml-tree.ts';
import { readDocument, writeDocument } from './document-codec.ts';

/** Where a source stops being a document of its kind. Lines and columns count from 1. */
export interface SourceProblem {
  readonly line: number;
  readonly column: number;
  /** In English: what the parser says, or which element was due. */
  readonly message: string;
}

/** The documents of a dialect as text that people read and write. Nothing here asks a server. */
export interface DocumentSources {
  /** Whether the dialect has the document, can write it, and can take it away. */
  describe(document: ConfigurationName): { isOffered: boolean; isReadOnly: boolean; isRemovable: boolean };
  /** The model as indented XML. Text that XML cannot hold rejects with `invalid-input`. */
  print<Name extends ConfigurationName>(document: Name, value: ConfigurationDocuments[Name]): string;
  /** The model of a source, or where it breaks. Elements without a field in the model are kept in it. */
  parse<Name extends ConfigurationName>(
    document: Name,
    source: string,
  ): { value: ConfigurationDocuments[Name]; problem: null } | { value: null; problem: SourceProblem };
}

/** The sources of a dialect's documents. */
export function documentSources(dialect: Dialect): DocumentSources {
  const formOf = (document: ConfigurationName) => dialect.configuration[document];

  function namesOf(document: ConfigurationName) {
    const form = formOf(document);
    const hasNames = form !== undefined && 'rootName' in form;
    return {
      rootName: hasNames ? form.rootName : 'Configuration',
      spellings: (hasNames ? form.spellings : undefined) ?? {},
      schema: configurationSchemas[document] as z.ZodObject,
    };
  }

  return {
    describe(document) {
      const form = formOf(document);
      if (form === undefined) return { isOffered: false, isReadOnly: true, isRemovable: false };
      if ('emulation' in form) return { isOffered: true, isReadOnly: false, isRemovable: true };
      const isReadOnly = form.isReadOnly !== undefined;
      return { isOffered: true, isReadOnly, isRemovable: !isReadOnly && form.removal !== null };
    },
    print(document, value) {
      const { rootName, schema, spellings } = namesOf(document);
      return printIndented(
        parseTree(writeDocument(value, rootName, schema, dialect.xmlNamespace, spellings)),
      );
    },
    parse(document, source) {
      const { rootName, schema } = namesOf(document);
      const broken = findBreak(source, rootName);
      if (broken !== null) return { value: null, problem: broken };
      try {
        const value = readDocument(source, rootName, schema, dialect.xmlNamespace) as never;
        return { value, problem: null };
      } catch (thrown) {
        if (!(thrown instanceof AppFailure)) throw thrown;
        return { value: null, problem: { line: 1, column: 1, message: thrown.message } };
      }
    },
  };
}

function findBreak(source: string, rootName: string): SourceProblem | null {
  const start = { line: 1, column: 1 };
  if (source.trim() === '') return { ...start, message: `<${rootName}> is missing.` };
  const verdict = XMLValidator.validate(source);
  if (verdict !== true) {
    const { line, col, msg } = verdict.err;
    return { line, column: Math.max(1, col), message: msg };
  }
  const root = /<(?:[\w.-]+:)?([\w.-]+)(?=[\s/>])(?![^<]*--)/.exec(
    source.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->/g, blank),
  );
  if (root !== null && root[1] === rootName) return null;
  const before = source.slice(0, root?.index ?? 0).split('\n');
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    message: `<${rootName}> is due here, not <${root?.[1] ?? ''}>.`,
  };
}

/** Keeps places: what is left out is as long as it was. */
function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}

/** Two spaces a level; an element that holds text stays on one line, because its spaces count. */
function printIndented(element: KeptElement, indent = ''): string {
  const start = [
    element.name,
    ...element.attributes.map(([name, value]) => `${name}="${escapeText(value)}"`),
  ];
  const children = element.children.filter((child) => !('text' in child) || child.text.trim() !== '');
  const isText = element.children.length > 0 && element.children.every((child) => 'text' in child);
  if (isText || element.children.length === 0) {
    const text = element.children.map((child) => ('text' in child ? escapeText(child.text) : '')).join('');
    return text === ''
      ? `${indent}<${start.join(' ')}/>`
      : `${indent}<${start.join(' ')}>${text}</${element.name}>`;
  }
  const inside = children.map((child) => {
    if ('text' in child) return `${indent}  ${escapeText(child.text)}`;
    if ('comment' in child) return `${indent}  <!--${child.comment}-->`;
    return printIndented(child.element, `${indent}  `);
  });
  return [`${indent}<${start.join(' ')}>`, ...inside, `${indent}</${element.name}>`].join('\n');
}
