/** When a signature begins and ends to be valid, seconds since 1970. */
export interface KeyTime {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** `<start>;<end>`, as it is signed and sent. */
export function keyTimeText({ startSeconds, endSeconds }: KeyTime): string {
  return `${startSeconds};${endSeconds}`;
}
