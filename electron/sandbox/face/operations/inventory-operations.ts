import { type FaceAnswer, type FaceCall, keepSetting, type Operation, settingOf } from '../call.ts';
import { partOf, readShaped, type Shape, textOf, writeShaped } from '../configuration/xml-shape.ts';
import { FaceError, invalidArgument } from '../face-error.ts';
import { parameterOf } from '../face-request.ts';
import { receiveText } from '../receive.ts';
import { element, rootElement } from '../xml-writer.ts';

const mostDocumentBytes = 64 * 1024;
const mostConfigurations = 1_000;
const mostListed = 100;

/** How one API has its inventories. */
export interface InventoryWords {
  readonly shape: Shape;
  /** The parameter that names one. */
  readonly idParameter: string;
  /** The element that tells where its lists go. */
  readonly destination: string;
  /** The name of the bucket that is called so there; null for what is none. */
  readonly bucketIn: (text: string) => string | null;
  readonly listRoot: string;
  /** A page is told the token that it was asked by. */
  readonly repeatsToken: boolean;
  /** A bucket without any is an error and no empty list. */
  readonly refusesNone: boolean;
}

/** The four operations on inventories, which are kept by their id; the sandbox never writes the lists themselves. */
export interface InventoryOperations {
  readonly get: Operation;
  /** By id, a hundred a page; the token is the last id of the page before. */
  readonly list: Operation;
  readonly put: Operation;
  readonly remove: Operation;
}

/** Makes them. */
export function inventoryOperations(words: InventoryWords): InventoryOperations {
  const idOf = (call: FaceCall) => parameterOf(call.request, words.idParameter) ?? '';

  async function put(call: FaceCall): Promise<FaceAnswer> {
    const id = idOf(call);
    stored(call);
    const { text: source } = await receiveText(call, mostDocumentBytes);
    const root = readShaped(source, 'InventoryConfiguration', words.shape);
    if (textOf(root, 'Id') !== id) {
      throw invalidArgument(words.idParameter, id, 'The id is not that of the document.');
    }
    const destination = partOf(partOf(root, 'Destination'), words.destination);
    const named = textOf(destination, 'Bucket') ?? '';
    const bucket = words.bucketIn(named);
    if (bucket === null) throw invalidArgument('Bucket', named, 'The destination is no bucket.');
    call.store.buckets.find(bucket);
    const next = { ...stored(call), [id]: writeShaped(call.dialect, root) };
    if (Object.keys(next).length > mostConfigurations) throw new FaceError('TooManyConfigurations');
    keepSetting(call, 'inventory', JSON.stringify(next));
    return { status: 200 };
  }

  function get(call: FaceCall): FaceAnswer {
    const id = idOf(call);
    const inventories = stored(call);
    const found = Object.hasOwn(inventories, id) ? inventories[id] : undefined;
    if (found === undefined) throw new FaceError('NoSuchConfiguration');
    return { status: 200, xml: found };
  }

  function remove(call: FaceCall): FaceAnswer {
    const id = idOf(call);
    const others = Object.entries(stored(call)).filter(([name]) => name !== id);
    keepSetting(call, 'inventory', others.length === 0 ? null : JSON.stringify(Object.fromEntries(others)));
    return { status: 204 };
  }

  function list(call: FaceCall): FaceAnswer {
    const token = parameterOf(call.request, 'continuation-token') ?? '';
    const later = Object.entries(stored(call))
      .filter(([id]) => id > token)
      .sort(([first], [second]) => (first < second ? -1 : 1));
    if (words.refusesNone && later.length === 0 && token === '') throw new FaceError('NoSuchConfiguration');
    const shown = later.slice(0, mostListed);
    const isTruncated = later.length > shown.length;
    return {
      status: 200,
      xml: rootElement(words.listRoot, [
        ...shown.map(([, source]) => ({ xml: source.slice(source.indexOf('<InventoryConfiguration')) })),
        element('IsTruncated', isTruncated),
        ...(words.repeatsToken && token !== '' ? [element('ContinuationToken', token)] : []),
        ...(isTruncated ? [element('NextContinuationToken', shown.at(-1)?.[0] ?? '')] : []),
      ]),
    };
  }

  return { get, list, put, remove };
}

function stored(call: FaceCall): Readonly<Record<string, string>> {
  const text = settingOf(call, 'inventory');
  return text === null ? {} : JSON.parse(text);
}
