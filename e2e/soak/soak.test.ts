import { expect, it } from 'vitest';
import { contentOf, Dice } from './dice.ts';
import { SoakFaults } from './soak-faults.ts';
import { differences, digestsOf, rollFiles } from './soak-files.ts';

const file = { name: 'k', contentSeed: 1, sizeBytes: 1_000 };

it('sees one wrong byte, one missing name and one too many', () => {
  const expected = digestsOf([file, { ...file, name: 'gone' }], 'p/');
  const found = digestsOf(
    [
      { ...file, contentSeed: 2 },
      { ...file, name: 'new' },
    ],
    'p/',
  );
  expect(differences(expected, found)).toEqual([
    'other bytes: "p/k"',
    'missing: "p/gone"',
    'not expected: "p/new"',
  ]);
  expect(differences(expected, new Map(expected))).toEqual([]);
});

it('chooses the same for the same seed, and something else for another', () => {
  const all = (seed: number) => ({
    files: rollFiles(Dice.of(seed, 'files', 0), 'server'),
    content: contentOf(seed, 100).toString('hex'),
    lines: Array.from({ length: 50 }, (_, number) => new SoakFaults(seed).ofLine(number)),
    server: Array.from({ length: 200 }, (_, number) =>
      new SoakFaults(seed).ofServer({ method: 'PUT', target: '/b/k?partNumber=1', number }),
    ),
  });
  expect(all(5)).toEqual(all(5));
  expect(all(6)).not.toEqual(all(5));
  expect(all(5).lines.filter((fault) => fault !== null).length).toBeGreaterThan(10);
  expect(all(5).server.filter((fault) => fault !== null).length).toBeGreaterThan(3);
});

it('lets nothing go wrong while it is calm', () => {
  const faults = new SoakFaults(5);
  faults.isCalm = true;
  expect(Array.from({ length: 50 }, (_, number) => faults.ofLine(number))).toEqual(Array(50).fill(null));
});
