/**
 * The subject, noting in `called` the name of each of its methods that is called through it. Methods that the subject
 * calls on itself are not noted: a test is to call each in its own name.
 */
export function watched<Subject extends object>(subject: Subject, called: Set<string>): Subject {
  return new Proxy(subject, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name, target);
      if (typeof found !== 'function' || typeof name !== 'string') return found;
      return (...args: unknown[]): unknown => {
        called.add(name);
        return Reflect.apply(found, target, args);
      };
    },
  });
}

/** Names of the functions that can be called on a subject, its own and inherited, in order. */
export function methodsOf(subject: object): string[] {
  const names = new Set<string>();
  for (let level: object = subject; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  }
  names.delete('constructor');
  return [...names].filter((name) => typeof Reflect.get(subject, name) === 'function').sort();
}
