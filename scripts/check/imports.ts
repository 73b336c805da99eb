import { parseSync, Visitor } from 'oxc-parser';

/** One place where a file reaches for another module. */
export interface ImportReference {
  /** As written; null when it is computed and so cannot be checked. */
  readonly specifier: string | null;
  readonly line: number;
}

/** A part of a syntax tree, as far as the questions below need it. */
interface Part {
  readonly type: string;
  readonly start: number;
}

/** Every text that a specifier can be: one for a literal, both of a condition; null for what is computed otherwise. */
function textsOf(part: unknown): (string | null)[] {
  const { type, value, quasis, consequent, alternate } = part as {
    type: string;
    value?: unknown;
    quasis?: { value: { raw: string } }[];
    consequent?: unknown;
    alternate?: unknown;
  };
  if (type === 'Literal' && typeof value === 'string') return [value];
  if (type === 'TemplateLiteral' && quasis?.length === 1) return [quasis[0]?.value.raw ?? null];
  if (type === 'ConditionalExpression') return [...textsOf(consequent), ...textsOf(alternate)];
  return [null];
}

function isImportMeta(part: unknown): boolean {
  return (part as Part).type === 'MetaProperty';
}

function memberName(part: unknown): string | null {
  const { type, property } = part as { type: string; property?: { name?: string } };
  return type === 'MemberExpression' ? (property?.name ?? null) : null;
}

/**
 * Every import of a TypeScript or JavaScript file: static and dynamic imports, re-exports, type imports, `require`,
 * `import.meta.glob`, `import.meta.resolve`, `process.getBuiltinModule`, and `new URL('…', import.meta.url)`, the form
 * in which workers are named.
 * Throws with the position when the file cannot be parsed.
 */
export function findImports(file: string, source: string): ImportReference[] {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} cannot be parsed: ${error.message}`);

  const references: ImportReference[] = [];
  function add(at: Part, ...specifiers: (string | null)[]): void {
    const line = source.slice(0, at.start).split('\n').length;
    for (const specifier of specifiers) references.push({ specifier, line });
  }

  new Visitor({
    ImportDeclaration: (node) => add(node, node.source.value),
    ExportAllDeclaration: (node) => add(node, node.source.value),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node, node.source.value);
    },
    ImportExpression: (node) => add(node, ...textsOf(node.source)),
    TSImportType: (node) => add(node, ...textsOf(node.source)),
    TSExternalModuleReference: (node) => add(node, ...textsOf(node.expression)),
    CallExpression: (node) => {
      const callee = node.callee;
      const [first] = node.arguments;
      if (first === undefined) return;
      const member = memberName(callee);
      const owner: unknown = callee.type === 'MemberExpression' ? callee.object : null;
      const isRequire = callee.type === 'Identifier' && callee.name === 'require';
      const isResolve = member === 'resolve' && owner !== null && isImportMeta(owner);
      if (isRequire || isResolve || member === 'getBuiltinModule') add(node, ...textsOf(first));
      // A glob for raw text reads files and runs none of them.
      const isRaw = source.slice(node.start, node.end).includes("query: '?raw'");
      if (member === 'glob' && owner !== null && isImportMeta(owner) && !isRaw) {
        const globs = first.type === 'ArrayExpression' ? first.elements : [first];
        for (const text of globs.flatMap(textsOf)) add(node, text?.replace(/\*.*$/, '') ?? null);
      }
    },
    NewExpression: (node) => {
      const [first, base] = node.arguments;
      const isUrl = node.callee.type === 'Identifier' && node.callee.name === 'URL';
      if (!isUrl || first === undefined || base === undefined || memberName(base) !== 'url') return;
      for (const text of textsOf(first)) {
        if (text === null || /\.(?:ts|tsx|mjs|cjs|js)$/.test(text)) add(node, text);
      }
    },
  }).visit(program);
  return references;
}
