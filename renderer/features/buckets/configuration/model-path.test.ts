import { describe, expect, it } from 'vitest';
import { itemsAt, valueAt, withItem, withValueAt } from './model-path.ts';

const model = { rules: [{ id: 'a', expiration: { days: 3 } }, { id: 'b' }] };

describe('a path into a model', () => {
  it('finds what stands there', () => {
    expect(valueAt(model, 'rules.0.expiration.days')).toBe(3);
    expect(valueAt(model, 'rules.1.expiration.days')).toBeUndefined();
    expect(valueAt(model, 'rules.7')).toBeUndefined();
    expect(valueAt(model, 'constructor')).toBeUndefined();
    expect(valueAt(model, '')).toBe(model);
    expect(itemsAt(model, 'nothing')).toEqual([]);
  });

  it('changes one value and shares the rest', () => {
    const changed = withValueAt(model, 'rules.0.expiration.days', 5) as typeof model;
    expect(changed.rules[0]).toEqual({ id: 'a', expiration: { days: 5 } });
    expect(changed.rules[1]).toBe(model.rules[1]);
    expect(model.rules[0]?.expiration?.days).toBe(3);
  });

  it('makes the parts on the way, and takes them away with their last value', () => {
    const made = withValueAt(model, 'rules.1.filter.prefix', 'x/');
    expect(valueAt(made, 'rules.1')).toEqual({ id: 'b', filter: { prefix: 'x/' } });
    expect(withValueAt(made, 'rules.1.filter.prefix', undefined)).toEqual(model);
  });

  it('leaves a part that holds what the model does not know', () => {
    const kept = { filter: { prefix: 'x/', kept: { attributes: [], layout: [] } } };
    expect(withValueAt(kept, 'filter.prefix', undefined)).toEqual({
      filter: { kept: { attributes: [], layout: [] } },
    });
  });

  it('adds and removes items', () => {
    expect(withItem({}, 'rules', { id: 'c' })).toEqual({ rules: [{ id: 'c' }] });
    expect(itemsAt(withValueAt(model, 'rules.0', undefined), 'rules')).toEqual([{ id: 'b' }]);
  });
});
