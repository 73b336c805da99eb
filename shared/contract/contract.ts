import type { z } from 'zod';
import { bucketsArea } from './buckets.ts';
import { connectionsArea } from './connections.ts';
import type { AreaDefinition, EventDefinition, MethodDefinition } from './define.ts';
import { objectsArea } from './objects.ts';
import { settingsArea } from './settings.ts';
import { sharingArea } from './sharing.ts';
import { transfersArea } from './transfers.ts';

/** The whole contract between renderer and host, as data. Names on the wire are `area.name`. */
export const contract = {
  connections: connectionsArea,
  buckets: bucketsArea,
  objects: objectsArea,
  transfers: transfersArea,
  sharing: sharingArea,
  settings: settingsArea,
} as const satisfies Record<string, AreaDefinition>;

type Contract = typeof contract;
export type AreaName = keyof Contract;

type Flatten<Kind extends 'methods' | 'events'> = {
  [A in AreaName]: {
    [N in keyof Contract[A][Kind] & string as `${A}.${N}`]: Contract[A][Kind][N];
  };
}[AreaName];
type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (
  value: infer I,
) => void
  ? I
  : never;

type Methods = UnionToIntersection<Flatten<'methods'>>;
type Events = UnionToIntersection<Flatten<'events'>>;

/** `buckets.list`, `transfers.create`, … */
export type MethodName = keyof Methods & string;
/** `transfers.changed`, … */
export type EventName = keyof Events & string;

export type MethodInput<M extends MethodName> =
  Methods[M] extends MethodDefinition<infer I, z.ZodType> ? z.infer<I> : never;
export type MethodOutput<M extends MethodName> =
  Methods[M] extends MethodDefinition<z.ZodType, infer O> ? z.infer<O> : never;
export type EventPayload<E extends EventName> =
  Events[E] extends EventDefinition<infer P> ? z.infer<P> : never;

function flatten<D>(kind: 'methods' | 'events'): ReadonlyMap<string, D> {
  const flat = new Map<string, D>();
  for (const [area, definition] of Object.entries(contract)) {
    for (const [name, value] of Object.entries(definition[kind])) flat.set(`${area}.${name}`, value as D);
  }
  return flat;
}

/** Every method by its wire name; a Map, so that `constructor` and its kin are not methods. */
export const methods: ReadonlyMap<string, MethodDefinition> = flatten('methods');
/** Every event by its wire name. */
export const events: ReadonlyMap<string, EventDefinition> = flatten('events');
