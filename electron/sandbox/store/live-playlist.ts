import type { LiveSegment } from './live-channels.ts';

/**
 * The playlist of segments as a player reads it; `isEnded` for a video that no segment will be added to.
 * https://www.rfc-editor.org/rfc/rfc8216#section-4.3
 */
export function hlsPlaylist(segments: readonly LiveSegment[], options: { isEnded: boolean }): string {
  const longestSeconds = Math.ceil(Math.max(1, ...segments.map(({ durationMs }) => durationMs / 1_000)));
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-TARGETDURATION:${longestSeconds}`,
    ...segments.flatMap(({ durationMs, fileName }) => [
      `#EXTINF:${(durationMs / 1_000).toFixed(3)},`,
      fileName,
    ]),
    ...(options.isEnded ? ['#EXT-X-ENDLIST'] : []),
    '',
  ].join('\n');
}
