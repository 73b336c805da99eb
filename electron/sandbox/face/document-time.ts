/** A time in a document: whole seconds with milliseconds that say nothing, as the vendors write them. */
export function documentTime(atMs: number): string {
  return new Date(Math.floor(atMs / 1_000) * 1_000).toISOString();
}
