import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { ObjectSum } from '../../../../shared/model/listing-index.ts';

/** A part of a bucket as a piece of an area, in the area's own pixels. */
export interface MapTile {
  readonly sum: ObjectSum;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Parts without a byte still have objects, and want to be seen. */
const leastShare = 1 / 2_000;

/** Lays parts out so that each has an area like its bytes. */
export function layTiles(sums: readonly ObjectSum[], width: number, height: number): MapTile[] {
  const total = sums.reduce((bytes, sum) => bytes + sum.sizeBytes, 0);
  const least = Math.max(1, total * leastShare);
  const root = hierarchy<{ sum?: ObjectSum; children?: { sum: ObjectSum }[] }>({
    children: sums.map((sum) => ({ sum })),
  }).sum(({ sum }) => (sum === undefined ? 0 : Math.max(least, sum.sizeBytes)));
  const laid = treemap<{ sum?: ObjectSum }>()
    .tile(treemapSquarify)
    .size([width, height])
    .paddingInner(2)
    .round(true)(root);
  return laid
    .leaves()
    .flatMap(({ data, x0, y0, x1, y1 }) =>
      data.sum === undefined ? [] : [{ sum: data.sum, left: x0, top: y0, width: x1 - x0, height: y1 - y0 }],
    );
}
