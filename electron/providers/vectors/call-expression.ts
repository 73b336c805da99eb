/** A name in a call that stands for something not shown, such as `bucket` or `path`. */
export interface Reference {
  readonly $reference: string;
}

/** One call of an SDK: `new GetObjectCommand({…})` or `getObject(bucket,"k")`. */
export interface CallExpression {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Words after the call, for example `with client region eu-west-2`. */
  readonly remark: string;
}

/** Reads the last call of an expression; null when it is prose or shows something other than literals. */
export function parseCall(expression: string): CallExpression | null {
  const last = expression.split(/;\s*(?=[\w.]+\()/).at(-1) ?? '';
  const match = /^(?:new\s+)?([A-Za-z_$][\w$.]*)\(/.exec(last.trim());
  if (!match?.[1]) return null;
  const reader = new LiteralReader(last.trim(), match[0].length);
  try {
    const args = reader.list(')');
    return { name: match[1], args, remark: reader.rest() };
  } catch {
    return null;
  }
}

class LiteralReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  rest(): string {
    return this.#text.slice(this.#at).trim();
  }

  list(end: string): unknown[] {
    const items: unknown[] = [];
    while (!this.#take(end)) {
      items.push(this.#value());
      if (!this.#take(',') && this.#peek() !== end) throw new SyntaxError('list');
    }
    return items;
  }

  #value(): unknown {
    const next = this.#peek();
    if (next === '"' || next === "'") return this.#string(next);
    if (this.#take('[')) return this.list(']');
    if (this.#take('{')) return this.#object();
    const word = /^-?[\w$.:+-]+/.exec(this.#text.slice(this.#at))?.[0];
    if (!word) throw new SyntaxError('value');
    this.#at += word.length;
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null' || word === 'undefined') return null;
    if (/^-?\d+(?:\.\d+)?$/.test(word)) return Number(word);
    if (/^\d{4}-\d\d-\d\dT/.test(word)) return word;
    if (this.#take('(')) {
      const args = this.list(')');
      return /^Buffer(?:\.from)?$/.test(word) ? { $utf8: String(args[0] ?? '') } : { $call: word, args };
    }
    if (this.#take('{')) return { $type: word, ...this.#object() };
    return { $reference: word } satisfies Reference;
  }

  #object(): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    while (!this.#take('}')) {
      const next = this.#peek();
      const name = next === '"' || next === "'" ? this.#string(next) : this.#name();
      fields[name] = this.#take(':') ? this.#value() : { $reference: name };
      if (!this.#take(',') && this.#peek() !== '}') throw new SyntaxError('object');
    }
    return fields;
  }

  #name(): string {
    const name = /^[\w$-]+/.exec(this.#text.slice(this.#at))?.[0];
    if (!name) throw new SyntaxError('name');
    this.#at += name.length;
    return name;
  }

  #string(quote: string): string {
    let end = this.#at + 1;
    while (this.#text[end] !== quote) {
      if (end >= this.#text.length) throw new SyntaxError('string');
      end += this.#text[end] === '\\' ? 2 : 1;
    }
    const raw = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return quote === '"' ? (JSON.parse(`"${raw}"`) as string) : raw;
  }

  #peek(): string {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text[this.#at] ?? '';
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at += 1;
    return true;
  }
}
