import { describe, expect, it } from 'vitest';
import type { EventPayload } from '../../shared/contract/contract.ts';
import { createFileRegistry, type ReadAnswers } from './file-registry.ts';
import { createFakeClient } from './testing/fake-client.ts';

function setUp(send: ReadAnswers['send'] = async () => undefined) {
  const client = createFakeClient({});
  const answered: string[] = [];
  const answers: ReadAnswers = {
    async send(readId, bytes) {
      await send(readId, bytes);
      answered.push(`${readId}: ${await bytes.text()}`);
    },
    async decline(readId, reason) {
      answered.push(`${readId}: ${reason}`);
    },
  };
  let count = 0;
  const registry = createFileRegistry(client, answers, () => {
    count += 1;
    return `f${count}`;
  });
  const ask = async (request: Partial<EventPayload<'transfers.readRequested'>>) => {
    client.emit('transfers.readRequested', {
      readId: 'r',
      fileId: 'f1',
      offsetBytes: 0,
      lengthBytes: 4,
      ...request,
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { registry, answered, ask };
}

describe('a file registry', () => {
  it('answers with exactly the bytes asked for, any number of times and from any place', async () => {
    const { registry, answered, ask } = setUp();
    expect(registry.register(new File(['0123456789'], 'a.txt'))).toBe('f1');
    await ask({ readId: 'a', offsetBytes: 4 });
    await ask({ readId: 'b', offsetBytes: 0, lengthBytes: 2 });
    await ask({ readId: 'c', offsetBytes: 8, lengthBytes: 10 });
    expect(answered).toEqual(['a: 4567', 'b: 01', 'c: 89']);
  });

  it('says that another page must have a file it does not know, or let go', async () => {
    const { registry, answered, ask } = setUp();
    registry.register(new File(['x'], 'a.txt'));
    registry.release('f1');
    expect(registry.count).toBe(0);
    await ask({});
    expect(answered).toEqual(['r: unknown-file']);
  });

  it('says that a file changed when the browser refuses its bytes', async () => {
    const { registry, answered, ask } = setUp();
    const file = new File(['0123'], 'a.txt');
    const refused = () => Promise.reject(new DOMException('changed', 'NotReadableError'));
    Object.assign(file, {
      slice: () => ({ size: 4, slice: () => ({ arrayBuffer: refused }) }),
    });
    registry.register(file);
    await ask({});
    expect(answered).toEqual(['r: file-changed']);
  });

  it('goes on after a send that failed', async () => {
    let isFirst = true;
    const { registry, answered, ask } = setUp(async () => {
      if (!isFirst) return;
      isFirst = false;
      throw new TypeError('the host went away');
    });
    registry.register(new File(['0123'], 'a.txt'));
    await ask({ readId: 'a' });
    await ask({ readId: 'b' });
    expect(answered).toEqual(['b: 0123']);
  });

  it('is silent after it was closed', async () => {
    const { registry, answered, ask } = setUp();
    registry.register(new File(['0123'], 'a.txt'));
    registry.close();
    await ask({});
    expect(answered).toEqual([]);
  });
});
