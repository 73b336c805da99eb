/**
 * The few globals that every JavaScript host offers and the ECMAScript library types leave out.
 * `shared` is type-checked without Node and without DOM types, so it can use these and nothing else.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
