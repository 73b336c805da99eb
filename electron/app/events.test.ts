import { describe, expect, it } from 'vitest';
import type { HostFrame } from '../../shared/contract/frames.ts';
import { EventHub } from './events.ts';
import type { Log } from './log.ts';

function setUp() {
  const refused: unknown[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (event, fields) => void refused.push({ event, ...fields }),
  };
  const hub = new EventHub(log);
  const pageOf = (pageId: string) => {
    const sent: HostFrame[] = [];
    return { sent, leave: hub.addPage(pageId, (frame) => void sent.push(frame)) };
  };
  return { hub, refused, pageOf };
}

const numbersOf = (sent: HostFrame[]) =>
  sent.map((frame) => (frame.type === 'event' ? `${frame.name}#${frame.sequence}` : frame.type));

describe('EventHub', () => {
  it('counts every name for every page from 1', () => {
    const { hub, pageOf } = setUp();
    const first = pageOf('a');
    hub.emit('buckets.changed', { connectionId: 'c' });
    const second = pageOf('b');
    hub.emit('buckets.changed', { connectionId: 'c' });
    hub.emit('objects.changed', { connectionId: 'c', bucket: 'b', prefixes: [''] });
    expect(numbersOf(first.sent)).toEqual(['buckets.changed#1', 'buckets.changed#2', 'objects.changed#1']);
    expect(numbersOf(second.sent)).toEqual(['buckets.changed#1', 'objects.changed#1']);
  });

  it('sends to one page alone, and to nobody when it is gone', () => {
    const { hub, pageOf } = setUp();
    const first = pageOf('a');
    const second = pageOf('b');
    const request = { readId: 'r', fileId: 'f', offsetBytes: 0, lengthBytes: 1 };
    hub.emit('transfers.readRequested', request, 'b');
    second.leave();
    hub.emit('transfers.readRequested', request, 'b');
    expect(first.sent).toEqual([]);
    expect(second.sent).toEqual([
      { type: 'event', name: 'transfers.readRequested', sequence: 1, payload: request },
    ]);
  });

  it('refuses a payload outside the contract and leaves a gap that the page can see', () => {
    const { hub, refused, pageOf } = setUp();
    const page = pageOf('a');
    hub.emit('buckets.changed', { connectionId: 'c', secretAccessKey: 'deadbeef01' } as never);
    hub.emit('nothing.here' as never, {} as never);
    hub.emit('buckets.changed', { connectionId: 'c' });
    expect(numbersOf(page.sent)).toEqual(['buckets.changed#2']);
    expect(refused).toHaveLength(2);
    expect(JSON.stringify(refused)).not.toContain('deadbeef01');
  });

  it('keeps a page that came back under its old id when the old wire ends late', () => {
    const { hub, pageOf } = setUp();
    const old = pageOf('a');
    const fresh = pageOf('a');
    old.leave();
    hub.emit('buckets.changed', { connectionId: 'c' });
    expect(numbersOf(fresh.sent)).toEqual(['buckets.changed#1']);
    expect(old.sent).toEqual([]);
  });
});
