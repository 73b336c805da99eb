import type { Place } from '../../dialect.ts';
import { canonicalRequest } from '../../oss/signing/canonical-request.ts';
import { signingKey, signText, stringToSign } from '../../oss/signing/signing-key.ts';
import {
  signText as signTextV1,
  stringToSign as stringToSignV1,
} from '../../oss/signing-v1/string-to-sign.ts';
import type { Differences } from '../differences.ts';
import type { CapturedRequest } from '../vector-file.ts';

/** Signs a captured OSS request again in the version it was signed with, which must give the captured signature. */
export function resignOss(
  request: CapturedRequest,
  place: Place,
  credentials: { id: string; secret: string },
  label: string,
  differences: Differences,
): void {
  const { headers, signing } = request;
  const { authorization } = headers;
  if (authorization === undefined) return;
  const date = headers['x-oss-date'] ?? headers.date ?? '';
  const [, scope, additional = '', signature] =
    /^OSS4-HMAC-SHA256 Credential=([^,]+),(?:AdditionalHeaders=([^,]+),)?Signature=(\w+)$/.exec(
      authorization,
    ) ?? [];
  if (scope !== undefined) {
    const region = scope.split('/')[2] ?? '';
    const canonical = canonicalRequest(request, place, headers, additional.split(';').filter(Boolean));
    const text = stringToSign(canonical.text, date, region);
    differences.compare(`${label} canonicalRequest`, canonical.text, signing?.canonicalRequest);
    differences.compare(`${label} stringToSign`, text, signing?.stringToSign);
    differences.compare(`${label} additional headers`, canonical.additionalHeaders, additional);
    const key = signingKey(credentials.secret, date, region);
    differences.compare(`${label} signature`, signText(key, text), signature);
    return;
  }
  const text = stringToSignV1(request, place, headers, date);
  const made = `OSS ${credentials.id}:${signTextV1(credentials.secret, text)}`;
  differences.compare(`${label} stringToSign`, text, signing?.stringToSign);
  differences.compare(`${label} authorization`, made, authorization);
}
