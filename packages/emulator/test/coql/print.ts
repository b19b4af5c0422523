/** Writes a query's tree as text that the parser must read back as the same tree. */
import type * as Ast from "@effect-zoho/emulator/coql/Ast"
import * as Grammar from "@effect-zoho/emulator/coql/Grammar"

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`

const isWord = (text: string): boolean =>
  /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(text) && !Grammar.reserved.has(text.toLowerCase())

const name = (text: string): string => (isWord(text) ? text : quoted(text))

const column = ({ qualifier, text }: Ast.Column): string => {
  if (qualifier !== undefined) return `!${qualifier}.${text}`
  return text.split(".").every(isWord) ? text : quoted(text)
}

const expression = (node: Ast.Expression): string =>
  node._tag === "Column" ? column(node) : `${node.name}(${column(node.column)})`

const literal = ({ kind, text }: Ast.Literal): string => (kind === "string" ? quoted(text) : text)

export const condition = (node: Ast.Condition): string => {
  if (node._tag === "Logical") return `(${condition(node.left)} ${node.operator} ${condition(node.right)})`
  const { operator, values } = node
  const left = column(node.column)
  if (node.query !== undefined) return `${left} ${operator} (${query(node.query)})`
  switch (operator) {
    case "is null":
    case "is not null":
      return `${left} ${operator}`
    case "in":
    case "not in":
      return `${left} ${operator} (${values.map(literal).join(", ")})`
    case "between":
    case "not between":
      return `${left} ${operator} ${values.map(literal).join(" and ")}`
    default:
      return `${left} ${operator} ${values.map(literal).join("")}`
  }
}

export const query = (node: Ast.Query): string => {
  const columns = node.columns.map(
    (item) => expression(item.expression) + (item.alias === undefined ? "" : ` as ${name(item.alias)}`)
  )
  const { comma, limit, offset } = node.page
  const parts = [
    `select ${columns.join(", ")}`,
    node.module === undefined ? "" : `from ${name(node.module)}`,
    node.alias === undefined ? "" : `as ${node.alias}`,
    node.where === undefined ? "" : `where ${condition(node.where)}`,
    node.groupBy.length === 0 ? "" : `group by ${node.groupBy.map(column).join(", ")}`,
    node.orderBy.length === 0
      ? ""
      : `order by ${node.orderBy.map((item) => expression(item.expression) + (item.descending ? " desc" : "")).join(", ")}`,
    limit === undefined ? "" : `limit ${comma === undefined ? "" : `${comma}, `}${limit}`,
    offset === undefined ? "" : `offset ${offset}`
  ]
  return parts.filter((part) => part !== "").join(" ")
}
