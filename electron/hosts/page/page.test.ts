import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentPolicy, pressableStyle } from './content-policy.ts';

describe('contentPolicy', () => {
  it('lets in only what the host serves', () => {
    const policy = new Map(
      contentPolicy(["'self'"])
        .split('; ')
        .map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
    );
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('script-src')).toBe("'self'");
    expect(policy.get('connect-src')).toBe("'self'");
    for (const rule of [
      'form-action',
      'frame-ancestors',
      'base-uri',
      'object-src',
      'frame-src',
      'worker-src',
    ]) {
      expect(policy.get(rule)).toBe("'none'");
    }
    expect(contentPolicy([])).toContain("connect-src 'none'");
    expect(contentPolicy([])).not.toMatch(/unsafe|https?:|\*/);
  });

  it('lets in exactly the style element that the installed component library writes', async () => {
    const library = createRequire(createRequire(import.meta.url).resolve('react-aria-components'));
    const folder = dirname(library.resolve('react-aria/package.json'));
    const source = await readFile(join(folder, 'dist/private/interactions/usePress.mjs'), 'utf8');
    const written = /style\.textContent = `([\s\S]*?)`\.trim\(\)/.exec(source)?.[1] ?? '';
    expect(written.replaceAll(/\$\{[^}]*\}/g, 'data-react-aria-pressable').trim()).toBe(pressableStyle);
    expect(source).toContain("'data-react-aria-pressable'");
    const digest = createHash('sha256').update(pressableStyle).digest('base64');
    expect(contentPolicy([])).toContain(`style-src 'self' 'sha256-${digest}'`);
  });
});
