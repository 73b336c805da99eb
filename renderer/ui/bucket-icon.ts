import { createLucideIcon } from 'lucide-react';

/** A bucket, which the icon set lacks: drawn on its 24 px grid with its stroke. */
export const BucketIcon = createLucideIcon('Bucket', [
  ['ellipse', { cx: '12', cy: '6', rx: '7.5', ry: '2.4', key: 'rim' }],
  ['path', { d: 'M4.5 6 6.3 19.2a1.6 1.6 0 0 0 1.6 1.3h8.2a1.6 1.6 0 0 0 1.6-1.3L19.5 6', key: 'body' }],
]);
