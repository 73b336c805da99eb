/**
 * Why a query was refused or ended, by the codes of the public API, each with its usual words.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#SelectObjectContentErrorCodeList
 */
export const selectMessages = {
  BadTableName: 'The table name is not supported.',
  CastFailed: 'An attempt to convert from one data type to another using CAST failed in the SQL expression.',
  CSVParsingError: 'An error occurred while parsing the CSV file. Check the file and try again.',
  EmptyRequestBody: 'The request body cannot be empty.',
  EvaluatorInvalidArguments:
    'An incorrect argument, or an incorrect number of them, was given in the expression.',
  ExpressionTooLong: 'The SQL expression is longer than 256 KB.',
  IncorrectSqlFunctionArgumentType: 'An incorrect argument type was given in a function call.',
  IntegerOverflow: 'An integer overflow or underflow happened in the SQL expression.',
  InvalidColumnIndex: 'The column index in the SQL expression is not valid.',
  InvalidCompressionFormat: 'The file is not in a supported compression format: NONE and GZIP are.',
  InvalidDataSource: 'The data source type is not valid: CSV and JSON are supported.',
  InvalidDataType: 'The SQL expression contains a data type that is not valid there.',
  InvalidExpressionType: 'The ExpressionType is not valid: SQL is the only one.',
  InvalidFileHeaderInfo: 'The FileHeaderInfo is not valid: NONE, USE and IGNORE are.',
  InvalidJsonType: 'The JsonType is not valid: DOCUMENT and LINES are.',
  InvalidKeyPath: 'The key path in the SQL expression is not valid.',
  InvalidQuoteFields: 'The QuoteFields value is not valid: ALWAYS and ASNEEDED are.',
  InvalidRequestParameter: 'The value of a parameter in the request is not valid.',
  InvalidScanRange: 'The scan range is not valid.',
  InvalidTextEncoding: 'The encoding type is not valid: UTF-8 is the only one.',
  JSONParsingError: 'An error occurred while parsing the JSON file. Check the file and try again.',
  LexerInvalidChar: 'The SQL expression contains a character that is not valid.',
  LexerInvalidLiteral: 'The SQL expression contains a literal that does not end.',
  LikeInvalidInputs: 'An argument of the LIKE clause in the SQL expression is not valid.',
  MissingHeaders: 'Some headers in the query are missing from the file. Check the file and try again.',
  MissingRequiredParameter: 'A parameter that is needed is missing from the request.',
  ObjectSerializationConflict: 'The request needs exactly one of CSV and JSON as its serialization.',
  OverMaxRecordSize: 'The length of a record in the input or result is greater than 1 MB.',
  ParseEmptySelect: 'The SQL expression contains an empty SELECT.',
  ParseExpectedExpression: 'An expected SQL expression was not found.',
  ParseExpectedIdentForAlias: 'An expected identifier for the alias was not found.',
  ParseExpectedKeyword: 'An expected keyword was not found.',
  ParseExpectedNumber: 'An expected number was not found.',
  ParseExpectedRightParenBuiltinFunctionCall: 'An expected right parenthesis was not found.',
  ParseExpectedTypeName: 'An expected type name was not found.',
  ParseInvalidPathComponent: 'The SQL expression contains a path component that is not valid.',
  ParseSelectMissingFrom: 'The SQL expression misses a FROM after its SELECT list.',
  ParseUnexpectedToken: 'The SQL expression contains an unexpected token.',
  ParseUnsupportedSelect: 'The SQL expression contains an unsupported use of SELECT.',
  TruncatedInput: 'The object ends in the middle of its compression.',
  UnsupportedFunction: 'The SQL expression contains a function that is not supported.',
  UnsupportedScanRangeInput: 'A scan range works only on uncompressed CSV and JSON lines.',
  UnsupportedSqlOperation: 'The SQL expression contains an operation that is not supported.',
  UnsupportedSqlStructure: 'The SQL expression contains a structure that is not supported.',
} as const;

/** A code of the public API. */
export type SelectErrorCode = keyof typeof selectMessages;

/** A refusal of a query; all of them are answers of status 400, or an error frame when the answer has begun. */
export class SelectError extends Error {
  readonly code: SelectErrorCode;

  /** `what` is added to the usual words of the code. */
  constructor(code: SelectErrorCode, what?: string) {
    super(what === undefined ? selectMessages[code] : `${selectMessages[code]} ${what}`);
    this.name = 'SelectError';
    this.code = code;
  }
}
