/** Every way in which a COQL call is refused: code, message and details as Zoho documents them. */
import * as ZohoError from "../ZohoError.ts"

export type CoqlError = ZohoError.ZohoError

const make = ZohoError.make

export const missingClause = (clause: string): CoqlError => make("SYNTAX_ERROR", "missing clause", { clause })
export const unexpectedToken = (line: number, column: number, near: string): CoqlError =>
  make("SYNTAX_ERROR", "unexpected token", { line, column, near })
// The misspelling is Zoho's.
export const parsing = (near: string): CoqlError =>
  make("SYNTAX_ERROR", "error occured while parsing the query", { near })
export const unsupportedOperator = (operator: string): CoqlError =>
  make("SYNTAX_ERROR", "operator not supported", { operator })
export const notSupported: CoqlError = make("SYNTAX_ERROR", "given coql query not supported")

const invalidQuery = (message: string, details: ZohoError.Details = {}): CoqlError =>
  make("INVALID_QUERY", message, details)

export const malformed: CoqlError = invalidQuery("Invalid query formed")
export const unknownModule = (module: string): CoqlError => invalidQuery("module given seems to be invalid", { module })
export const unknownColumn = (column: string): CoqlError =>
  invalidQuery("column given seems to be invalid", { column_name: column })
export const unsupportedColumn = (column: string): CoqlError =>
  invalidQuery("unsupported column", { column_name: column })
export const notInClause = (column: string, clause: string): CoqlError =>
  invalidQuery("column not allowed in clause", { column_name: column, clause })
export const invalidOperator = (column: string, operator: string): CoqlError =>
  invalidQuery("Invalid query formed", { reason: "invalid operator found", column_name: column, operator })
export const unsupportedCriteria = (column: string, value: string, operator: string): CoqlError =>
  invalidQuery("unsupported column in criteria", { cv_criteria: false, column_name: column, value, operator })
export const invalidValue = (column: string): CoqlError =>
  invalidQuery("value given seems to be invalid for the column", { column_name: column })
export const unsupportedType = (column: string): CoqlError =>
  invalidQuery("data type not supported", { column_name: column })
export const aliasIsColumn = (alias: string): CoqlError =>
  invalidQuery("alias name cannot be same as a column name that is selected without an alias", { alias })
export const invalidLimit = (limit: string): CoqlError => invalidQuery("limit given seems to be invalid", { limit })
export const invalidOffset = (offset: string): CoqlError => invalidQuery("offset given seems to be invalid", { offset })
export const subqueryColumns = (sequence: number, columns: ReadonlyArray<string>): CoqlError =>
  invalidQuery("subquery should contains only one column", { sub_query_sequence: sequence, column_name: columns })
export const subqueryRows = (sequence: number, operator: string): CoqlError =>
  invalidQuery("subquery return more than one values which is incompatible for the operator", {
    sub_query_sequence: sequence,
    operator
  })

export const duplicateColumn = (column: string, clause: "select" | "group by" | "order by"): CoqlError =>
  make("DUPLICATE_DATA", `duplicate ${clause} column`, { column_name: column })
export const duplicateAggregate = (column: string, aggregate: string): CoqlError =>
  make("DUPLICATE_DATA", "duplicate aggregate function", { column_name: column, aggregate })
export const duplicateAlias = (columns: ReadonlyArray<string>, alias: string): CoqlError =>
  make("DUPLICATE_ALIAS", "alias name cannot be same for more than one column", { referred_columns: columns, alias })
export const emptyAlias = (column: string): CoqlError =>
  make("INVALID_ALIAS", "alias name cannot be an empty string", { column_name: column, alias: "" })

export const moduleNotSupported: CoqlError = make("INVALID_MODULE", "the given module is not supported in api")
export const unknownFunction = (column: string): CoqlError =>
  make("INVALID_DATA", "invalid data", { reason: "unsupported aggregate function", column })
export const limitNotPositive: CoqlError = make("INVALID_DATA", "limit should be greater than 0")
export const tooMany = (what: string): CoqlError => make("LIMIT_EXCEEDED", `${what} exceeds the limit`)
export const offsetReached = (limit: number): CoqlError =>
  make("LIMIT_REACHED", "the maximum number of records that can be fetched has been reached", { limit })

export const missingKey: CoqlError = make("MANDATORY_NOT_FOUND", "mandatory key not found", {
  api_name: "select_query"
})
export const wrongType = (api_name: string, json_path: string, expected_data_type: string): CoqlError =>
  make("INVALID_DATA", "invalid data", { expected_data_type, api_name, json_path })
export const unknownMeta = (index: number, text: boolean): CoqlError =>
  make("INVALID_DATA", "invalid data", {
    ...(text ? {} : { expected_data_type: "text" }),
    api_name: "include_meta",
    json_path: `$.include_meta[${index}]`,
    supported_values: ["fields"]
  })
