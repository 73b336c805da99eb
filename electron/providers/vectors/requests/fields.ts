/** Thrown when a vector asks for something that no operation of ours does yet. */
export class NotImplemented extends Error {}

/** Arguments of a call by name; whoever reads one takes it out, so that nothing is silently left unread. */
export class Fields {
  readonly #values: Map<string, unknown>;
  readonly #owner: string;

  constructor(owner: string, values: unknown) {
    this.#owner = owner;
    this.#values = new Map(typeof values === 'object' && values !== null ? Object.entries(values) : []);
  }

  take(name: string): unknown {
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  text(name: string): string | undefined {
    const value = this.take(name);
    return value === undefined || value === null ? undefined : String(value);
  }

  /** A text the operation cannot do without. */
  need(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new NotImplemented(`${this.#owner} without ${name}`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.take(name);
    return value === undefined || value === null ? undefined : Number(value);
  }

  flag(name: string): boolean {
    return this.take(name) === true;
  }

  /** Milliseconds of an ISO time. */
  timeMs(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Date.parse(value);
  }

  /** An ETag without its quotes. */
  etag(name: string): string | undefined {
    return this.text(name)?.replace(/^"|"$/g, '');
  }

  map(name: string): Record<string, string> | undefined {
    const value = this.take(name);
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]));
  }

  object(name: string): Fields {
    return new Fields(`${this.#owner}.${name}`, this.take(name));
  }

  /** Fields of a value already taken out. */
  inner(name: string, value: unknown): Fields {
    return new Fields(`${this.#owner}.${name}`, value);
  }

  objects(name: string): Fields[] {
    const value = this.take(name);
    return Array.isArray(value) ? value.map((entry) => new Fields(`${this.#owner}.${name}`, entry)) : [];
  }

  bytes(name: string): Buffer {
    const value = this.take(name);
    if (typeof value === 'string') return Buffer.from(value);
    const parts = new Fields(name, value);
    const base64 = parts.text('$base64');
    if (base64 !== undefined) return Buffer.from(base64, 'base64');
    const repeated = parts.text('$repeat') ?? parts.text('repeat');
    if (repeated !== undefined) return Buffer.from(repeated.repeat(parts.number('count') ?? 1));
    return Buffer.from(parts.text('$utf8') ?? '');
  }

  /** Says what was not read; call it after reading and before sending. */
  end(): void {
    const [left] = [...this.#values].filter(([, value]) => value !== undefined && value !== null);
    if (left) throw new NotImplemented(`${this.#owner} with ${left[0]}`);
  }
}
