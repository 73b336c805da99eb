import type { Value } from '../values/value.ts';

/** A name as it was written; one in double quotes is compared with its case. */
export interface Name {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A step into a record: `.name`, `[3]`, `[*]`. */
export type Step =
  | { readonly kind: 'key'; readonly name: Name }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'elements' };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Aggregations, over all rows that pass. */
export type AggregateName = 'COUNT' | 'SUM' | 'MIN' | 'MAX' | 'AVG';

/** Functions of the values of one row. */
export type FunctionName = 'LOWER' | 'UPPER' | 'CHAR_LENGTH' | 'COALESCE' | 'NULLIF';

export type CastType = 'INT' | 'FLOAT' | 'DECIMAL' | 'STRING' | 'BOOL';

export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'path'; readonly steps: readonly Step[] }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'not' | 'negate'; readonly operand: Expression }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/' | '%';
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'is';
      readonly operand: Expression;
      readonly what: 'null' | 'missing';
      readonly isNegated: boolean;
    }
  | {
      readonly kind: 'between';
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly isNegated: boolean;
    }
  | {
      readonly kind: 'in';
      readonly operand: Expression;
      readonly list: readonly Expression[];
      readonly isNegated: boolean;
    }
  | {
      readonly kind: 'like';
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | null;
      readonly isNegated: boolean;
    }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: CastType }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly operands: readonly Expression[] }
  /** `operand` null: `COUNT(*)`. */
  | { readonly kind: 'aggregate'; readonly name: AggregateName; readonly operand: Expression | null };

/** One column of the result. */
export interface Column {
  readonly expression: Expression;
  readonly name: string;
}

/** `SELECT columns FROM S3Object[*].path WHERE … LIMIT …` */
export interface Statement {
  /** Null: `*`. */
  readonly columns: readonly Column[] | null;
  /** Where in each document the records are; only of JSON. */
  readonly from: readonly Step[];
  readonly where: Expression | null;
  readonly limit: number | null;
  readonly isAggregated: boolean;
}
