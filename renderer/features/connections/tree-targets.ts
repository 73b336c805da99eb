/** What a row of the connection tree stands for. */
export type TreeTarget =
  | { readonly type: 'connection'; readonly connectionId: string }
  | { readonly type: 'bucket'; readonly connectionId: string; readonly bucket: string }
  /** A row below a connection that says why there are no buckets; choosing it lists again. */
  | { readonly type: 'retry'; readonly connectionId: string }
  /** Stands where rows will be. */
  | { readonly type: 'waiting'; readonly connectionId: string };

/** The row's key in the tree: unlike the names in it, never ambiguous. */
export function treeKey(target: TreeTarget): string {
  return JSON.stringify(
    target.type === 'bucket'
      ? [target.type, target.connectionId, target.bucket]
      : [target.type, target.connectionId],
  );
}

/** The row of a key; null for a key that the tree never made. */
export function parseTreeKey(key: unknown): TreeTarget | null {
  if (typeof key !== 'string') return null;
  const [type, connectionId, bucket] = JSON.parse(key) as [string, string, string | undefined];
  if (type === 'bucket' && bucket !== undefined) return { type, connectionId, bucket };
  if (type === 'connection' || type === 'retry' || type === 'waiting') return { type, connectionId };
  return null;
}
