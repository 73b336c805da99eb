import { createHash } from 'node:crypto';

/**
 * The one style element that the component library writes into the page, to the letter: its hash lets exactly this
 * text in and nothing else, so that `unsafe-inline` is not needed. Styles set through the DOM's own objects, as React
 * does, are outside the policy: https://www.w3.org/TR/CSP3/#directive-style-src
 */
export const pressableStyle = `@layer {
  [data-react-aria-pressable] {
    touch-action: pan-x pan-y pinch-zoom;
  }
}`;

const pressableHash = createHash('sha256').update(pressableStyle).digest('base64');

/**
 * The content security policy of the page: only what the host itself serves, no inline script, no remote origin, no
 * frames, no forms. `connectSources` are the places the page may talk to.
 */
export function contentPolicy(connectSources: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${pressableHash}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${connectSources.length === 0 ? "'none'" : connectSources.join(' ')}`,
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "worker-src 'none'",
  ].join('; ');
}

/** Headers that every answer of a host carries, whatever it is; the policy of scripts and styles included. */
export function strictHeaders(connectSources: readonly string[]): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentPolicy(connectSources),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  };
}
