/** A model as JSON: what the contract carries. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path such as `rules.0.expiration.days`; undefined where there is nothing. */
export function valueAt(model: Json, path: string): Json | undefined {
  let found: Json | undefined = model;
  for (const step of path === '' ? [] : path.split('.')) {
    if (Array.isArray(found)) found = (found as readonly Json[])[Number(step)];
    else if (isObject(found)) found = Object.hasOwn(found, step) ? found[step] : undefined;
    else return undefined;
  }
  return found;
}

/**
 * The model with another value at a path; undefined takes it away. Parts on the way are made, and a part in which
 * nothing is left goes with its last value, since an empty element says something of its own. `kept` is nothing that
 * the user sees, but what a server said: a part that has it stays.
 */
export function withValueAt(model: Json, path: string, value: Json | undefined): Json {
  const [step = '', ...rest] = path.split('.');
  const isLast = rest.length === 0;
  if (Array.isArray(model)) {
    const items = model as readonly Json[];
    const index = Number(step);
    if (isLast && value === undefined) return items.filter((_, at) => at !== index);
    const next = isLast ? (value as Json) : withValueAt(items[index] ?? {}, rest.join('.'), value);
    return items.map((item, at) => (at === index ? next : item));
  }
  const { [step]: before, ...others } = isObject(model) ? model : {};
  const next = isLast ? value : withValueAt(before ?? {}, rest.join('.'), value);
  const isLeftEmpty = !isLast && value === undefined && isObject(next) && Object.keys(next).length === 0;
  if (next === undefined || isLeftEmpty) return others;
  // The place of a name in its part is kept: a codec writes by its own order, a reader compares by eye.
  return isObject(model) && Object.hasOwn(model, step)
    ? Object.fromEntries(Object.entries(model).map(([key, old]) => [key, key === step ? next : old]))
    : { ...others, [step]: next };
}

/** The model with an item more at the end of a list. */
export function withItem(model: Json, path: string, item: Json): Json {
  const list = valueAt(model, path);
  return withValueAt(model, path, [...(Array.isArray(list) ? (list as readonly Json[]) : []), item]);
}

/** The items of a list; none where there is no list. */
export function itemsAt(model: Json, path: string): readonly Json[] {
  const list = valueAt(model, path);
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}
