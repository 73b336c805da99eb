import type { OutputFormat } from '../output.ts';
import type { InputFormat } from '../records/input-format.ts';
import type { ScanRange } from '../records/scan-range.ts';
import { csvOutput, csvWithHeader } from './run-query.ts';

/** Objects that the queries read. */
export const selectObjects = {
  'people.csv': [
    'id,name,age,city,score',
    '1,Ann,31,Oslo,2.5',
    '2,Bob,17,"New York, NY",3.25',
    '3,"Cid ""the"" Kid",45,,1.0',
    '4,Dora,31,Zürich,-4.75',
    '',
    '# 9,Nobody,99,Nowhere,0',
    '5,日本太郎,8,東京,10',
    '6,100%_sure,60,Oslo,7.5e1',
    '',
  ].join('\n'),
  'bare.csv': 'a;1;x\nb;2;y\nc;3;z\n',
  'mixed.csv': 'k,v\na,1\nb,two\nc,3\n',
  'windows.csv': 'k,v\r\na,1\r\nb,2\r\n',
  'pipes.csv': "a|'b|c'|1~d|'e\\'f'|2~",
  'lines.json': [
    '{"id": 1, "name": "Ann", "age": 31, "tags": ["a", "b"], "at": {"city": "Oslo", "no": [1, 2.5]}}',
    '{"id": 2, "name": "Bob", "age": null, "tags": [], "at": {"city": "Rome"}}',
    '{"id": 3, "name": "Cid", "tags": ["c"], "at": {"city": "Oslo"}, "ok": true}',
    '{"id": 4, "name": "Dora <3", "age": 2.5, "at": {"city": null}, "ok": false}',
    '',
  ].join('\n'),
  'document.json':
    '{"shop": "x", "items": [{"n": 1, "w": "one"}, {"n": 2, "w": "two"}, {"n": 3, "w": "three"}]}\n',
} as const;

/** One query that the sandbox and MinIO are asked. */
export interface SelectCase {
  readonly sql: string;
  readonly object: keyof typeof selectObjects;
  /** The records as the sandbox gives them, or the code of its refusal. */
  readonly gives: string | { readonly refused: string };
  /** MinIO gives something else, and why the sandbox does not follow. */
  readonly minioDiffers?: string;
  readonly input?: InputFormat;
  readonly output?: OutputFormat;
  readonly scanRange?: ScanRange;
}

const json: OutputFormat = { kind: 'json', recordDelimiter: '\n' };
const lines: InputFormat = { kind: 'json', type: 'LINES' };
const documents: InputFormat = { kind: 'json', type: 'DOCUMENT' };
const bare: InputFormat = { ...csvWithHeader, header: 'NONE', fieldDelimiter: ';' };
const ignored: InputFormat = { ...csvWithHeader, header: 'IGNORE' };
const pipes: InputFormat = {
  ...csvWithHeader,
  header: 'NONE',
  fieldDelimiter: '|',
  recordDelimiter: '~',
  quote: "'",
  quoteEscape: '\\',
};

const people = 'people.csv';
/** A query of people.csv. */
const csv = (sql: string, gives: SelectCase['gives'], more: Partial<SelectCase> = {}): SelectCase => ({
  sql,
  object: people,
  gives,
  ...more,
});
/** A query of lines.json that answers JSON. */
const ofLines = (sql: string, gives: SelectCase['gives'], more: Partial<SelectCase> = {}): SelectCase => ({
  sql,
  object: 'lines.json',
  gives,
  input: lines,
  output: json,
  ...more,
});

/** Queries of the simple subset and, at the end, those that are refused. */
export const selectCases: readonly SelectCase[] = [
  csv('SELECT * FROM S3Object LIMIT 2', '1,Ann,31,Oslo,2.5\n2,Bob,17,"New York, NY",3.25\n'),
  csv('select s.* from s3object s where s.id = 3', '3,"Cid ""the"" Kid",45,,1.0\n'),
  csv('SELECT name FROM S3Object WHERE age > 31', '"Cid ""the"" Kid"\n100%_sure\n'),
  csv("SELECT s.name, s._3 FROM S3Object s WHERE s.city = 'Oslo'", 'Ann,31\n100%_sure,60\n'),
  csv(
    'SELECT s.name AS who, s.age FROM S3Object AS s WHERE s.age <= 17',
    '{"who":"Bob","age":"17"}\n{"who":"日本太郎","age":"8"}\n',
    { output: json },
  ),
  csv('SELECT COUNT(*) FROM S3Object', '6\n'),
  csv('SELECT count(*), sum(s.age), min(s.age), max(s.age) FROM S3Object s', '6,192,8,60\n'),
  csv('SELECT avg(cast(s.age AS float)) AS mean FROM S3Object s', '{"mean":32}\n', { output: json }),
  csv('SELECT sum(CAST(s.score AS FLOAT)) FROM S3Object s WHERE s.id < 3', '5.75\n'),
  csv("SELECT COUNT(s.city) FROM S3Object s WHERE s.city <> 'Oslo'", '4\n', {
    minioDiffers: 'it parses <> and then fails',
  }),
  csv("SELECT COUNT(s.city) FROM S3Object s WHERE s.city != 'Oslo'", '4\n'),
  csv('SELECT id FROM S3Object WHERE age >= 31 AND age < 45 OR id = 5', '1\n4\n5\n'),
  csv('SELECT id FROM S3Object WHERE age >= 31 AND (age < 45 OR id = 6)', '1\n4\n6\n'),
  csv("SELECT id FROM S3Object WHERE NOT city = 'Oslo' AND NOT (age > 31)", '2\n4\n5\n'),
  csv("SELECT name FROM S3Object s WHERE s.name LIKE '%o%'", 'Bob\nDora\n'),
  csv("SELECT name FROM S3Object s WHERE s.name LIKE '_o_'", 'Bob\n'),
  csv("SELECT name FROM S3Object s WHERE s.name LIKE '日本%'", '日本太郎\n'),
  csv("SELECT id FROM S3Object s WHERE s.name NOT LIKE '%a%'", '1\n2\n3\n5\n6\n'),
  csv("SELECT id FROM S3Object s WHERE s.name LIKE '100!%!_%' ESCAPE '!'", '6\n', {
    minioDiffers: 'it reads ESCAPE and does not use it',
  }),
  csv('SELECT id FROM S3Object s WHERE s.id IN (1, 3, 99)', '1\n3\n'),
  csv("SELECT id FROM S3Object s WHERE s.city IN ('Oslo', 'Zürich')", '1\n4\n6\n'),
  csv("SELECT id FROM S3Object s WHERE s.city NOT IN ('Oslo', '東京')", '2\n3\n4\n', {
    minioDiffers: 'its grammar has no NOT IN',
  }),
  csv('SELECT id FROM S3Object s WHERE s.age BETWEEN 17 AND 31', '1\n2\n4\n'),
  csv('SELECT id FROM S3Object s WHERE s.age NOT BETWEEN 17 AND 45', '5\n6\n'),
  csv('SELECT id FROM S3Object s WHERE s.city IS NULL', ''),
  csv('SELECT id FROM S3Object s WHERE s._9 IS NULL LIMIT 1', '1\n'),
  csv("SELECT id FROM S3Object s WHERE s.city = ''", '3\n'),
  csv(
    'SELECT CAST(s.score AS INT), CAST(s.id AS STRING) FROM S3Object s WHERE s.id IN (2, 4)',
    '3,2\n-4,4\n',
  ),
  csv('SELECT CAST(s.score AS DECIMAL) FROM S3Object s WHERE s.id = 1', '2.5\n', {
    minioDiffers: 'it has no decimals',
  }),
  csv("SELECT CAST('true' AS BOOL), CAST(' 12 ' AS INT) FROM S3Object LIMIT 1", 'true,12\n'),
  csv('SELECT id FROM S3Object s WHERE CAST(s.age AS INT) % 2 = 1', '1\n2\n3\n4\n'),
  csv(
    'SELECT s.age + 1, s.age - 1, s.age * 2, s.age / 2, s.age % 10 FROM S3Object s LIMIT 1',
    '32,30,62,15,1\n',
  ),
  csv('SELECT -s.age, 2 + 3 * 4, (2 + 3) * 4, 7 / 2.0 FROM S3Object s LIMIT 1', '-31,14,20,3.5\n'),
  csv('SELECT s.score * 2 FROM S3Object s WHERE s.score > 2.5', '6.5\n20\n150\n'),
  csv('SELECT max(s.score), min(s.score) FROM S3Object s', '75,-4.75\n'),
  csv(
    'SELECT lower(s.name), upper(s.city), char_length(s.name) FROM S3Object s WHERE s.id = 4',
    'dora,ZÜRICH,4\n',
  ),
  csv("SELECT coalesce(s._8, s.name, 'x') FROM S3Object s LIMIT 2", 'Ann\nBob\n'),
  csv("SELECT nullif(s.name, 'Bob'), s.id FROM S3Object s LIMIT 2", 'Ann,1\n,2\n', {
    minioDiffers: 'its NULLIF takes a field of CSV for neither text nor a number',
  }),
  csv('SELECT nullif(s.age, 31), s.id FROM S3Object s LIMIT 2', ',1\n17,2\n', {
    minioDiffers: 'its NULLIF takes a field of CSV for neither text nor a number',
  }),
  csv('SELECT "name" FROM S3Object LIMIT 1', 'Ann\n'),
  csv('SELECT NAME FROM S3Object LIMIT 1', 'Ann\n', {
    minioDiffers: 'it compares names with their case even without quotes',
  }),
  csv('SELECT * FROM S3Object s LIMIT 0', ''),
  csv('SELECT count(*) FROM S3Object s WHERE s.id > 100', '0\n'),
  csv('SELECT avg(s.age), min(s.age), sum(s.age) FROM S3Object s WHERE s.id > 100', ',,0\n'),
  csv('SELECT sum(s.id) * 1000000 FROM S3Object s', '21000000\n', {
    minioDiffers: 'it writes such a number as 2.1e+07',
  }),
  csv('SELECT _1, _2 FROM S3Object WHERE _1 = 2', '2,Bob\n', { input: ignored }),
  csv('SELECT s.id, s.name FROM S3Object s WHERE s.id = 3', '"3";"Cid !"the!" Kid"\r\n', {
    output: {
      ...csvOutput,
      kind: 'csv',
      fieldDelimiter: ';',
      recordDelimiter: '\r\n',
      quoteEscape: '!',
      quotesAlways: true,
    },
  }),
  {
    sql: 'SELECT * FROM S3Object s WHERE s._2 >= 2',
    object: 'bare.csv',
    gives: 'b,2,y\nc,3,z\n',
    input: bare,
  },
  {
    sql: 'SELECT * FROM S3Object',
    object: 'bare.csv',
    gives: '{"_1":"a","_2":"1","_3":"x"}\n{"_1":"b","_2":"2","_3":"y"}\n{"_1":"c","_2":"3","_3":"z"}\n',
    input: bare,
    output: json,
  },
  { sql: 'SELECT v, k FROM S3Object', object: 'windows.csv', gives: '1,a\n2,b\n' },
  { sql: 'SELECT _2, _3 FROM S3Object', object: 'pipes.csv', gives: "b|c,1\ne'f,2\n", input: pipes },
  {
    sql: 'SELECT * FROM S3Object',
    object: 'bare.csv',
    gives: 'b,2,y\n',
    input: bare,
    scanRange: { start: 3, end: 8 },
    minioDiffers: 'it cuts the bytes wherever they are',
  },
  ofLines(
    'SELECT * FROM S3Object s WHERE s.id = 2',
    '{"id":2,"name":"Bob","age":null,"tags":[],"at":{"city":"Rome"}}\n',
  ),
  ofLines(
    "SELECT s.name, s.at.city FROM S3Object s WHERE s.at.city = 'Oslo'",
    '{"name":"Ann","city":"Oslo"}\n{"name":"Cid","city":"Oslo"}\n',
  ),
  ofLines('SELECT s.id FROM S3Object s WHERE s.age IS NULL', '{"id":2}\n{"id":3}\n'),
  ofLines('SELECT s.id FROM S3Object s WHERE s.age IS MISSING', '{"id":3}\n'),
  ofLines('SELECT s.id FROM S3Object s WHERE s.age IS NOT NULL', '{"id":1}\n{"id":4}\n'),
  ofLines('SELECT s.id FROM S3Object s WHERE s.age IS NOT MISSING', '{"id":1}\n{"id":2}\n{"id":4}\n'),
  ofLines('SELECT s.id FROM S3Object s WHERE s.age > 3', '{"id":1}\n', {
    minioDiffers: 'it fails where a row has no such field',
  }),
  ofLines('SELECT s.id FROM S3Object s WHERE s.ok = true', '{"id":3}\n'),
  ofLines('SELECT s.id, s.at.no[1] AS other FROM S3Object s WHERE s.id = 1', '{"id":1,"other":2.5}\n'),
  ofLines('SELECT s.tags FROM S3Object s WHERE s.id < 3', '{"tags":["a","b"]}\n{"tags":[]}\n'),
  ofLines(
    'SELECT s.id FROM S3Object s WHERE 2 IN s.at.no[*]',
    { refused: 'ParseUnexpectedToken' },
    { minioDiffers: 'it takes a path as a list' },
  ),
  ofLines('SELECT s.age FROM S3Object s', '{"age":31}\n{"age":null}\n{}\n{"age":2.5}\n'),
  ofLines(
    'SELECT count(*), sum(s.id), avg(s.id), max(s.id) FROM S3Object s',
    '{"_1":4,"_2":10,"_3":2.5,"_4":4}\n',
  ),
  ofLines('SELECT s.id, s.name FROM S3Object s WHERE s.id > 2', '3,Cid\n4,Dora <3\n', { output: csvOutput }),
  ofLines(
    'SELECT s.tags, s.at FROM S3Object s WHERE s.id = 1',
    '"[""a"",""b""]","{""city"":""Oslo"",""no"":[1,2.5]}"\n',
    { output: csvOutput },
  ),
  {
    sql: 'SELECT s.n, s.w FROM S3Object[*].items[*] s WHERE s.n >= 2',
    object: 'document.json',
    gives: '{"n":2,"w":"two"}\n{"n":3,"w":"three"}\n',
    input: documents,
    output: json,
  },
  {
    sql: 'SELECT s.shop FROM S3Object s',
    object: 'document.json',
    gives: '{"shop":"x"}\n',
    input: documents,
    output: json,
  },
  {
    sql: 'SELECT s.items[2].w FROM S3Object s',
    object: 'document.json',
    gives: '{"w":"three"}\n',
    input: documents,
    output: json,
  },
  { sql: "SELECT k FROM S3Object s WHERE s.v = 'two'", object: 'mixed.csv', gives: 'b\n' },
  { sql: 'SELECT k FROM S3Object s WHERE s.v > 0', object: 'mixed.csv', gives: { refused: 'CastFailed' } },
  { sql: 'SELECT CAST(s.v AS INT) FROM S3Object s', object: 'mixed.csv', gives: { refused: 'CastFailed' } },
  { sql: 'SELECT sum(s.v) FROM S3Object s', object: 'mixed.csv', gives: { refused: 'InvalidDataType' } },
  csv('SELECT nothing FROM S3Object', { refused: 'MissingHeaders' }),
  csv('SELECT s.age / 0 FROM S3Object s', { refused: 'EvaluatorInvalidArguments' }),
  csv('SELECT s.name + 1 FROM S3Object s', { refused: 'InvalidDataType' }),
  csv('SELECT * FROM Elsewhere', { refused: 'BadTableName' }),
  csv('SELECT FROM S3Object', { refused: 'ParseEmptySelect' }),
  csv('SELECT id', { refused: 'ParseSelectMissingFrom' }),
  csv('SELECT id, FROM S3Object', { refused: 'ParseExpectedExpression' }),
  csv('SELECT id FROM S3Object WHERE', { refused: 'ParseExpectedExpression' }),
  csv('SELECT id FROM S3Object ORDER BY id', { refused: 'UnsupportedSqlStructure' }),
  csv('SELECT city, count(*) FROM S3Object GROUP BY city', { refused: 'UnsupportedSqlStructure' }),
  csv('SELECT DISTINCT city FROM S3Object', { refused: 'ParseUnsupportedSelect' }),
  csv('SELECT id FROM S3Object LIMIT many', { refused: 'ParseExpectedNumber' }),
  csv("SELECT id FROM S3Object WHERE name = 'open", { refused: 'LexerInvalidLiteral' }),
  csv('SELECT id FROM S3Object WHERE id = 1 ;', { refused: 'LexerInvalidChar' }),
  csv('SELECT CAST(id AS ANYTHING) FROM S3Object', { refused: 'ParseExpectedTypeName' }),
  csv('SELECT soundex(name) FROM S3Object', { refused: 'UnsupportedFunction' }),
  csv('SELECT id FROM S3Object s WHERE count(s.id) > 1', { refused: 'UnsupportedSqlStructure' }),
  csv('SELECT id, count(*) FROM S3Object', { refused: 'UnsupportedSqlStructure' }),
  csv('INSERT INTO S3Object VALUES (1)', { refused: 'ParseExpectedKeyword' }),
  csv(
    'SELECT utcnow() FROM S3Object LIMIT 1',
    { refused: 'UnsupportedFunction' },
    { minioDiffers: 'it has the functions of time' },
  ),
];
