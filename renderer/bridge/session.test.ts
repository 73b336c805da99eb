// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toAppError } from '../../shared/model/app-error.ts';
import { openWebSession } from './session.ts';
import { createWebBytes } from './web-bytes.ts';

const token = 'a-one-time-token-of-the-host';

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => toAppError(thrown),
  );

/** A window at an address, whose fetch answers as told. */
function windowAt(hash: string, answer: (path: string, init: RequestInit) => Response | Promise<Response>) {
  const replaced: string[] = [];
  const fetch = vi.fn(async (path: string, init: RequestInit) => answer(path, init));
  const fake = {
    location: { hash, pathname: '/', search: '' },
    history: { replaceState: (_state: unknown, _title: string, url: string) => replaced.push(url) },
    sessionStorage: window.sessionStorage,
    fetch,
  };
  return { window: fake as unknown as Window, fetch, replaced };
}

beforeEach(() => window.sessionStorage.clear());

describe('a web session', () => {
  it('takes the token out of the address before anything else and exchanges it once', async () => {
    const {
      window: page,
      fetch,
      replaced,
    } = windowAt(`#token=${token}`, () => Response.json({ bearer: 'the-bearer' }));
    const session = openWebSession(page);
    expect(replaced).toEqual(['/']);
    expect(await Promise.all([session.bearer(), session.bearer()])).toEqual(['the-bearer', 'the-bearer']);
    expect(fetch).toHaveBeenCalledTimes(1);
    const [path, init] = fetch.mock.calls[0] ?? [];
    expect([path, init?.method, init?.body]).toEqual(['/session', 'POST', JSON.stringify({ token })]);
  });

  it('finds its bearer again after a reload', async () => {
    await openWebSession(windowAt(`#token=${token}`, () => Response.json({ bearer: 'b' })).window).bearer();
    const { window: page, fetch } = windowAt('', () => Response.error());
    expect(await openWebSession(page).bearer()).toBe('b');
    expect(fetch).not.toHaveBeenCalled();
  });

  it('tells a used link from a host that is away, and tries the second one again', async () => {
    const used = openWebSession(windowAt(`#token=${token}`, () => new Response('', { status: 401 })).window);
    expect(await errorOf(used.bearer())).toMatchObject({ kind: 'authentication', reason: 'session-refused' });
    let isAway = true;
    const away = openWebSession(
      windowAt(`#token=${token}`, () => {
        if (isAway) throw new TypeError('fetch failed');
        return Response.json({ bearer: 'later' });
      }).window,
    );
    expect(await errorOf(away.bearer())).toMatchObject({ kind: 'network', reason: 'host-lost' });
    isAway = false;
    expect(await away.bearer()).toBe('later');
  });

  it('has nothing to offer without a token and a bearer', async () => {
    const session = openWebSession(windowAt('', () => Response.error()).window);
    expect(await errorOf(session.bearer())).toMatchObject({ reason: 'session-missing' });
  });
});

describe('another window', () => {
  async function openFrom(answer: (path: string) => Response) {
    window.sessionStorage.setItem('stowage.bearer', 'b');
    const { window: page, fetch } = windowAt('', answer);
    const addresses: string[] = [];
    const opened = { opener: page, location: { replace: (url: URL) => addresses.push(url.href) } };
    Object.assign(page.location, { origin: 'http://127.0.0.1:7000' });
    Object.assign(page, { open: () => opened });
    await openWebSession(page).openWindow();
    const sent = fetch.mock.calls.map(([path, init]) => [path, init.method, init.headers]);
    return { addresses, sent, opened };
  }

  it('gets a token of its own and no way back to the one that opened it', async () => {
    const { addresses, sent, opened } = await openFrom(() => Response.json({ token: 'fresh' }));
    expect(sent).toEqual([['/session/token', 'POST', { authorization: 'Bearer b' }]]);
    expect(addresses).toEqual(['http://127.0.0.1:7000/#token=fresh']);
    expect(opened.opener).toBeNull();
  });

  it('is not left blank when the host does not answer', async () => {
    const { addresses } = await openFrom(() => Response.error());
    expect(addresses).toEqual(['http://127.0.0.1:7000/']);
  });
});

describe('bytes of dropped files', () => {
  it('go by PUT with the bearer, and a refusal in a header', async () => {
    window.sessionStorage.setItem('stowage.bearer', 'b');
    const { window: page, fetch } = windowAt('', () => new Response(null, { status: 204 }));
    const bytes = createWebBytes(openWebSession(page), page);
    await bytes.send('1', new Blob(['abc']));
    await bytes.decline('2', 'file-changed');
    const sent = fetch.mock.calls.map(([path, init]) => [path, init.method, init.headers]);
    expect(sent).toEqual([
      ['/bytes/1', 'PUT', { authorization: 'Bearer b', 'content-type': 'application/octet-stream' }],
      ['/bytes/2', 'PUT', { authorization: 'Bearer b', 'x-stowage-outcome': 'file-changed' }],
    ]);
  });

  it.each([
    [401, false],
    [404, true],
  ])('status %d says whether the host knows the bearer: %s', async (status, isKnown) => {
    window.sessionStorage.setItem('stowage.bearer', 'b');
    const { window: page } = windowAt('', () => new Response(null, { status }));
    expect(await createWebBytes(openWebSession(page), page).isSessionKnown()).toBe(isKnown);
  });

  it('take a host that is away for one that may still know it', async () => {
    window.sessionStorage.setItem('stowage.bearer', 'b');
    const { window: page } = windowAt('', () => {
      throw new TypeError('fetch failed');
    });
    expect(await createWebBytes(openWebSession(page), page).isSessionKnown()).toBe(true);
  });
});
