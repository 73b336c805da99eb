/** Longest text kept of one field, in characters. */
const maxTextLength = 2_000;
/** Deeper values are replaced: a log line is an outline, not a dump. */
const maxDepth = 6;
const maxEntries = 50;
const hidden = '[redacted]';

/** Names whose values are never written, wherever they appear. */
const secretName =
  /secret|passw|passphrase|token|authori[sz]ation|signature|credential|cookie|bearer|access.?key|private.?key|api.?key|customer.?(?:key|algorithm)|nonce|^sign$|^key$|^pem$/i;

/** Secrets inside a text, each with what stays of it. Names in queries come from AWS, COS and OSS signing. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  [
    /([?&#;\s]|^)((?:x-(?:amz|cos|oss)-[\w-]*(?:signature|credential|token|key)|(?:q-)?signature|q-ak|q-key-time|ossaccesskeyid|awsaccesskeyid|access_?key_?id|token|security-token|bearer)=)[^&#;\s"']*/gi,
    `$1$2${hidden}`,
  ],
  [
    /\b((?:authorization|proxy-authorization|cookie|x-amz-security-token)\s*[:=]\s*)[^\r\n"']+/gi,
    `$1${hidden}`,
  ],
  [/\bAWS4-HMAC-SHA256\b[^\r\n"']*/g, `AWS4-HMAC-SHA256 ${hidden}`],
  [/\b(Bearer|Basic|bearer\.)(\s*)[A-Za-z0-9._~+/=-]{8,}/g, `$1$2${hidden}`],
  [/\b(?:AKIA|ASIA|LTAI|AKID)[A-Za-z0-9]{12,}/g, hidden],
  [/(:\/\/)[^/\s:@"']*:[^/\s@"']*@/g, `$1${hidden}@`],
];

/** Takes signatures, keys, tokens and passwords out of a text and cuts it to 2,000 characters. */
export function redactText(text: string): string {
  let safe = text.length > maxTextLength * 4 ? text.slice(0, maxTextLength * 4) : text;
  for (const [pattern, replacement] of secretTexts) safe = safe.replace(pattern, replacement);
  return safe.length > maxTextLength ? `${safe.slice(0, maxTextLength)}…` : safe;
}

/**
 * A copy of any value that is safe to write down: values under secret names and secrets inside texts are replaced,
 * bytes become their length, errors their name and stack without the message (a stranger's message may hold anything),
 * and depth and width are bounded, so that circular values end too.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return outlineError(value);
  if (depth >= maxDepth) return '[…]';
  if (Array.isArray(value)) {
    const shown = value.slice(0, maxEntries).map((entry) => redact(entry, depth + 1));
    return value.length > maxEntries ? [...shown, `[${value.length - maxEntries} more]`] : shown;
  }
  const safe: Record<string, unknown> = Object.create(null);
  for (const [name, entry] of Object.entries(value).slice(0, maxEntries)) {
    safe[redactText(name)] = secretName.test(name) && entry !== null ? hidden : redact(entry, depth + 1);
  }
  return safe;
}

/** The name of an error and the places it came through, without its message. */
function outlineError(error: Error): { name: string; stack: string[] } {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { name: error.name, stack: frames.slice(0, 12).map((line) => redactText(line.trim())) };
}
