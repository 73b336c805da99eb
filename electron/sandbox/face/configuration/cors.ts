import { FaceError } from '../face-error.ts';
import { readXml, type XmlElement } from '../xml-reader.ts';
import {
  group,
  many,
  maybe,
  partsOf,
  readShaped,
  text,
  textOf,
  textsOf,
  wholeNumber,
  word,
} from './xml-shape.ts';

/** One rule: who may ask for what, and what a browser may then see. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly requestHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number | null;
}

/** What a browser asks. `method` is the one it wants to use. */
export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  readonly requestHeaders: readonly string[];
}

const mostRules = 100;
const methods = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE'];
const rules = many(
  group({
    ID: maybe(text((value) => value.length <= 255)),
    AllowedOrigin: many(
      text((value) => value !== ''),
      1,
      1_000,
    ),
    AllowedMethod: many(text(), 1, 1_000),
    AllowedHeader: many(text(), 0, 1_000),
    ExposeHeader: many(text(), 0, 1_000),
    MaxAgeSeconds: maybe(wholeNumber),
  }),
  1,
  mostRules,
);
const shape = group({ CORSRule: rules });
const varyingShape = group({ CORSRule: rules, ResponseVary: maybe(word('true', 'false')) });

/**
 * Reads a CORSConfiguration; `mayVary`: in APIs that have `ResponseVary` it may be there. Throws `MalformedXML`, `InvalidRequest`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html
 */
export function readCors(source: string, { mayVary = false } = {}): XmlElement {
  const root = readShaped(source, 'CORSConfiguration', mayVary ? varyingShape : shape);
  for (const rule of partsOf(root, 'CORSRule')) {
    const unknown = textsOf(rule, 'AllowedMethod').find((method) => !methods.includes(method));
    if (unknown !== undefined) {
      throw new FaceError('InvalidRequest', {
        message: `Found unsupported HTTP method in CORS config. Unsupported method is ${unknown}`,
      });
    }
    for (const name of ['AllowedOrigin', 'AllowedHeader']) {
      const wild = textsOf(rule, name).find((value) => value.split('*').length > 2);
      if (wild !== undefined) {
        throw new FaceError('InvalidRequest', {
          message: `${name} "${wild}" can not have more than one wildcard.`,
        });
      }
    }
    const exposed = textsOf(rule, 'ExposeHeader').find((value) => value.includes('*'));
    if (exposed !== undefined) {
      throw new FaceError('InvalidRequest', {
        message: `ExposeHeader "${exposed}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
      });
    }
  }
  return root;
}

/** The rules of a kept document. */
export function corsRules(source: string): CorsRule[] {
  return partsOf(readXml(source), 'CORSRule').map((rule) => {
    const maxAge = textOf(rule, 'MaxAgeSeconds');
    return {
      origins: textsOf(rule, 'AllowedOrigin'),
      methods: textsOf(rule, 'AllowedMethod'),
      requestHeaders: textsOf(rule, 'AllowedHeader'),
      exposedHeaders: textsOf(rule, 'ExposeHeader'),
      maxAgeSeconds: maxAge === null ? null : Number(maxAge),
    };
  });
}

/** The first rule that allows all of it: its answer headers, null when none does. */
export function answerCors(
  rules: readonly CorsRule[],
  question: CorsQuestion,
): Readonly<Record<string, string>> | null {
  const { origin, method, requestHeaders } = question;
  const rule = rules.find(
    (candidate) =>
      candidate.origins.some((pattern) => covers(pattern, origin)) &&
      candidate.methods.includes(method) &&
      requestHeaders.every((name) =>
        candidate.requestHeaders.some((pattern) => covers(pattern.toLowerCase(), name.toLowerCase())),
      ),
  );
  if (rule === undefined) return null;
  const isOpen = rule.origins.includes('*');
  return {
    'Access-Control-Allow-Origin': isOpen ? '*' : origin,
    'Access-Control-Allow-Methods': rule.methods.join(', '),
    ...(requestHeaders.length === 0 ? {} : { 'Access-Control-Allow-Headers': requestHeaders.join(', ') }),
    ...(rule.exposedHeaders.length === 0
      ? {}
      : { 'Access-Control-Expose-Headers': rule.exposedHeaders.join(', ') }),
    ...(rule.maxAgeSeconds === null ? {} : { 'Access-Control-Max-Age': String(rule.maxAgeSeconds) }),
    ...(isOpen ? {} : { 'Access-Control-Allow-Credentials': 'true' }),
    Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** A star is the only sign here: a question mark is itself. */
function covers(pattern: string, value: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === value;
  return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end);
}
