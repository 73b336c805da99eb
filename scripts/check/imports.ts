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

function textOf(part: unknown): string | null {
  const { type, value, quasis } = part as {
    type: string;
    value?: unknown;
    quasis?: { value: { raw: string } }[];
  };
  if (type === 'Literal' && typeof value === 'string') return value;
  if (type === 'TemplateLiteral' && quasis?.length === 1) return quasis[0]?.value.raw ?? null;
  return null;
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
  function add(at: Part, specifier: string | null): void {
    references.push({ specifier, line: source.slice(0, at.start).split('\n').length });
  }

  new Visitor({
    ImportDeclaration: (node) => add(node, node.source.value),
    ExportAllDeclaration: (node) => add(node, node.source.value),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node, node.source.value);
    },
    ImportExpression: (node) => add(node, textOf(node.source)),
    TSImportType: (node) => add(node, textOf(node.source)),
    TSExternalModuleReference: (node) => add(node, textOf(node.expression)),
    CallExpression: (node) => {
      const callee = node.callee;
      const [first] = node.arguments;
      if (first === undefined) return;
      const member = memberName(callee);
      const owner: unknown = callee.type === 'MemberExpression' ? callee.object : null;
      const isRequire = callee.type === 'Identifier' && callee.name === 'require';
      const isResolve = member === 'resolve' && owner !== null && isImportMeta(owner);
      if (isRequire || isResolve || member === 'getBuiltinModule') add(node, textOf(first));
      if (member === 'glob' && owner !== null && isImportMeta(owner)) {
        const globs = first.type === 'ArrayExpression' ? first.elements : [first];
        for (const glob of globs)
          add(node, glob === null ? null : (textOf(glob)?.replace(/\*.*$/, '') ?? null));
      }
    },
    NewExpression: (node) => {
      const [first, base] = node.arguments;
      const isUrl = node.callee.type === 'Identifier' && node.callee.name === 'URL';
      if (!isUrl || first === undefined || base === undefined || memberName(base) !== 'url') return;
      const specifier = textOf(first);
      if (specifier === null || /\.(?:ts|tsx|mjs|cjs|js)$/.test(specifier)) add(node, specifier);
    },
  }).visit(program);
  return references;
}
