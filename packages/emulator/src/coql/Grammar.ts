/** COQL's words and grammar, for the parser library; building it takes a few milliseconds, so it is built once and on demand. */
import { createToken, EmbeddedActionsParser, type IToken, Lexer, type ParserMethod, type TokenType } from "chevrotain"
import type * as Ast from "./Ast.ts"

const Whitespace = createToken({ name: "Whitespace", pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true })
const Identifier = createToken({ name: "Identifier", pattern: /[A-Za-z_$][A-Za-z0-9_$]*/ })
// Single or double quotes; a quote inside is doubled or has a backslash before it.
const Text = createToken({
  name: "Text",
  pattern: /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*"/,
  line_breaks: true
})
const NumberLiteral = createToken({ name: "NumberLiteral", pattern: /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/ })
const Relation = createToken({ name: "Relation", pattern: /!=|>=|<=|=|>|</ })
const Bang = createToken({ name: "Bang", pattern: /!/ })
const Comma = createToken({ name: "Comma", pattern: /,/ })
const Dot = createToken({ name: "Dot", pattern: /\./ })
const Open = createToken({ name: "Open", pattern: /\(/ })
const Close = createToken({ name: "Close", pattern: /\)/ })
// Takes whatever nothing else takes, so that the parser is the only one to complain.
const Unknown = createToken({ name: "Unknown", pattern: /[\s\S]/, line_breaks: true })

const word = (name: string): TokenType =>
  createToken({ name: name.toUpperCase(), pattern: new RegExp(name, "i"), longer_alt: Identifier })

const Select = word("select")
const From = word("from")
const Where = word("where")
const Group = word("group")
const Order = word("order")
const By = word("by")
const Having = word("having")
const Limit = word("limit")
const Offset = word("offset")
const As = word("as")
const And = word("and")
const Or = word("or")
const Not = word("not")
const In = word("in")
const Is = word("is")
const Null = word("null")
const Like = word("like")
const Between = word("between")
const Ascending = word("asc")
const Descending = word("desc")
const True = word("true")
const False = word("false")

// The lexer takes the first that matches: a word stands before the words it begins with.
const words = [
  Select,
  From,
  Where,
  Group,
  Order,
  By,
  Having,
  Limit,
  Offset,
  Ascending,
  As,
  And,
  Or,
  Not,
  In,
  Is,
  Null,
  Like,
  Between,
  Descending,
  True,
  False
]
// What is one character comes first: it is looked at by its code, before any pattern is tried.
const tokens = [Comma, Dot, Open, Close, Whitespace, ...words, Identifier, Text, NumberLiteral, Relation, Bang, Unknown]

/** The words that must stand in quotes to be a name. */
export const reserved: ReadonlySet<string> = new Set(words.map((token) => token.name.toLowerCase()))

/** The content of a quoted text; `\n` and the like stay as they are. */
export const unquote = (image: string): string => {
  const quote = image.charAt(0)
  return image.slice(1, -1).replace(/\\['"\\]|''|""/g, (pair) => {
    if (pair.startsWith("\\")) return pair.slice(1)
    return pair.charAt(0) === quote ? quote : pair
  })
}

const stepOf = (part: string): Ast.Step => {
  const arrow = part.indexOf("->")
  return arrow < 0 ? { field: part, module: undefined } : { field: part.slice(0, arrow), module: part.slice(arrow + 2) }
}

/** A column from its text without quotes. */
export const columnOf = (text: string, qualifier: string | undefined): Ast.Column => ({
  _tag: "Column",
  text,
  steps: text.split(".").map(stepOf),
  qualifier
})

interface Chain {
  readonly connective: "and" | "or"
  readonly right: Ast.Condition
}

/** Conditions in a row as SQL reads them: `and` binds closer than `or`. */
const fold = (first: Ast.Condition, rest: ReadonlyArray<Chain>): Ast.Condition => {
  const groups: Array<Ast.Condition> = []
  let current = first
  for (const { connective, right } of rest) {
    if (connective === "and") current = { _tag: "Logical", operator: "and", left: current, right }
    else {
      groups.push(current)
      current = right
    }
  }
  groups.push(current)
  return groups.reduce((left, right) => ({ _tag: "Logical", operator: "or", left, right }))
}

/** What the parser noticed on its way and does not fail on by itself. */
export interface Notes {
  /** The connective that makes three conditions in a row. */
  flat: string | undefined
  /** `not` where COQL has none. */
  not: boolean
}

export class Grammar extends EmbeddedActionsParser {
  notes: Notes = { flat: undefined, not: false }

  /** `validate` examines the grammar itself, a third of the time it takes to build; the tests do. */
  constructor(validate = false) {
    super(tokens, { recoveryEnabled: false, maxLookahead: 2, skipValidations: !validate })
    this.performSelfAnalysis()
  }

  /** A column, except while the library records the rules: then there is no text yet. */
  private made(text: string, qualifier: string | undefined): Ast.Column {
    return this.ACTION(() => columnOf(text, qualifier))
  }

  readonly statement: ParserMethod<[], Ast.Query> = this.RULE("statement", () => this.SUBRULE(this.query))

  readonly query: ParserMethod<[], Ast.Query> = this.RULE("query", (): Ast.Query => {
    this.CONSUME(Select)
    const columns: Array<Ast.SelectItem> = []
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => columns.push(this.SUBRULE(this.selectItem)) })
    let module: string | undefined
    let alias: string | undefined
    this.OPTION(() => {
      this.CONSUME(From)
      module = this.SUBRULE(this.name)
      this.OPTION1(() => {
        this.OPTION2(() => this.CONSUME(As))
        alias = this.CONSUME(Identifier).image
      })
    })
    let where: Ast.Condition | undefined
    this.OPTION3(() => {
      this.CONSUME(Where)
      where = this.SUBRULE(this.condition)
    })
    const groupBy: Array<Ast.Column> = []
    this.OPTION4(() => {
      this.CONSUME(Group)
      this.CONSUME(By)
      this.AT_LEAST_ONE_SEP1({ SEP: Comma, DEF: () => groupBy.push(this.SUBRULE(this.column)) })
    })
    const orderBy: Array<Ast.OrderItem> = []
    this.OPTION5(() => {
      this.CONSUME(Order)
      this.CONSUME1(By)
      this.AT_LEAST_ONE_SEP2({ SEP: Comma, DEF: () => orderBy.push(this.SUBRULE(this.orderItem)) })
    })
    let limit: string | undefined
    let comma: string | undefined
    this.OPTION6(() => {
      this.CONSUME(Limit)
      limit = this.SUBRULE(this.count)
      this.OPTION7(() => {
        this.CONSUME(Comma)
        comma = limit
        limit = this.SUBRULE1(this.count)
      })
    })
    let offset: string | undefined
    this.OPTION8(() => {
      this.CONSUME(Offset)
      offset = this.SUBRULE2(this.count)
    })
    return { columns, module, alias, where, groupBy, orderBy, page: { limit, comma, offset } }
  })

  readonly selectItem: ParserMethod<[], Ast.SelectItem> = this.RULE("selectItem", (): Ast.SelectItem => {
    const expression = this.SUBRULE(this.expression)
    let alias: string | undefined
    this.OPTION(() => {
      this.CONSUME(As)
      alias = this.SUBRULE(this.name)
    })
    return { expression, alias }
  })

  readonly expression: ParserMethod<[], Ast.Expression> = this.RULE("expression", () =>
    this.OR([
      {
        ALT: (): Ast.Expression => {
          const name = this.CONSUME(Identifier).image
          this.CONSUME(Open)
          const column = this.SUBRULE(this.column)
          this.CONSUME(Close)
          return { _tag: "Aggregate", name, column }
        }
      },
      { ALT: (): Ast.Expression => this.SUBRULE1(this.column) }
    ])
  )

  readonly column: ParserMethod<[], Ast.Column> = this.RULE("column", () =>
    this.OR([
      { ALT: () => this.made(unquote(this.CONSUME(Text).image), undefined) },
      { ALT: () => this.made(this.SUBRULE(this.path), undefined) },
      {
        ALT: () => {
          this.CONSUME(Bang)
          const qualifier = this.CONSUME(Identifier).image
          this.CONSUME(Dot)
          return this.made(this.SUBRULE1(this.path), qualifier)
        }
      }
    ])
  )

  readonly path: ParserMethod<[], string> = this.RULE("path", () => {
    let text = this.CONSUME(Identifier).image
    this.MANY(() => {
      this.CONSUME(Dot)
      text += `.${this.CONSUME1(Identifier).image}`
    })
    return text
  })

  /** A module or an alias. */
  readonly name: ParserMethod<[], string> = this.RULE("name", () =>
    this.OR([{ ALT: () => this.CONSUME(Identifier).image }, { ALT: () => unquote(this.CONSUME(Text).image) }])
  )

  /** Whatever stands where a number of rows should. */
  readonly count: ParserMethod<[], string> = this.RULE("count", () =>
    this.OR([
      { ALT: () => this.CONSUME(NumberLiteral).image },
      { ALT: () => this.CONSUME(Identifier).image },
      { ALT: () => unquote(this.CONSUME(Text).image) }
    ])
  )

  readonly orderItem: ParserMethod<[], Ast.OrderItem> = this.RULE("orderItem", (): Ast.OrderItem => {
    const expression = this.SUBRULE(this.expression)
    let descending = false
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(Ascending) },
        {
          ALT: () => {
            this.CONSUME(Descending)
            descending = true
          }
        }
      ])
    )
    return { expression, descending }
  })

  readonly condition: ParserMethod<[], Ast.Condition> = this.RULE("condition", () => {
    const first = this.SUBRULE(this.term)
    const rest: Array<Chain> = []
    this.MANY(() => {
      const connective = this.OR([{ ALT: () => this.CONSUME(And) }, { ALT: () => this.CONSUME(Or) }])
      const right = this.SUBRULE1(this.term)
      this.ACTION(() => {
        rest.push({ connective: connective.tokenType === And ? "and" : "or", right })
        if (rest.length === 2) this.notes.flat ??= connective.image
      })
    })
    return this.ACTION(() => fold(first, rest))
  })

  readonly term: ParserMethod<[], Ast.Condition> = this.RULE("term", () => {
    this.OPTION(() => {
      this.CONSUME(Not)
      this.ACTION(() => {
        this.notes.not = true
      })
    })
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(Open)
          const inner = this.SUBRULE(this.condition)
          this.CONSUME(Close)
          return inner
        }
      },
      { ALT: () => this.SUBRULE(this.criterion) }
    ])
  })

  readonly criterion: ParserMethod<[], Ast.Criterion> = this.RULE("criterion", (): Ast.Criterion => {
    const column = this.SUBRULE(this.column)
    let negated = false
    const make = (operator: Ast.Operator, values: ReadonlyArray<Ast.Literal>, query?: Ast.Query): Ast.Criterion => ({
      _tag: "Criterion",
      column,
      operator,
      values,
      query
    })
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(Is)
          this.OPTION(() => {
            this.CONSUME1(Not)
            negated = true
          })
          this.CONSUME(Null)
          return make(negated ? "is not null" : "is null", [])
        }
      },
      {
        ALT: () => {
          this.OPTION1(() => {
            this.CONSUME2(Not)
            negated = true
          })
          return this.OR1([
            {
              ALT: () => {
                const image = this.CONSUME(Relation).image
                this.ACTION(() => {
                  if (negated) this.notes.not = true
                })
                const operator = relations.find((one) => one === image) ?? "="
                return this.OR2([
                  { ALT: () => make(operator, [this.SUBRULE(this.literal)]) },
                  {
                    ALT: () => {
                      this.CONSUME(Open)
                      const query = this.SUBRULE(this.query)
                      this.CONSUME(Close)
                      return make(operator, [], query)
                    }
                  }
                ])
              }
            },
            {
              ALT: () => {
                this.CONSUME(In)
                this.CONSUME1(Open)
                const made = this.OR3([
                  { ALT: () => make(negated ? "not in" : "in", [], this.SUBRULE1(this.query)) },
                  {
                    ALT: () => {
                      const values: Array<Ast.Literal> = []
                      this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => values.push(this.SUBRULE1(this.literal)) })
                      return make(negated ? "not in" : "in", values)
                    }
                  }
                ])
                this.CONSUME1(Close)
                return made
              }
            },
            {
              ALT: () => {
                this.CONSUME(Like)
                return make(negated ? "not like" : "like", [this.SUBRULE2(this.literal)])
              }
            },
            {
              ALT: () => {
                this.CONSUME(Between)
                const low = this.SUBRULE3(this.literal)
                this.CONSUME(And)
                const high = this.SUBRULE4(this.literal)
                return make(negated ? "not between" : "between", [low, high])
              }
            }
          ])
        }
      }
    ])
  })

  readonly literal: ParserMethod<[], Ast.Literal> = this.RULE("literal", () =>
    this.OR([
      { ALT: (): Ast.Literal => ({ kind: "string", text: unquote(this.CONSUME(Text).image) }) },
      { ALT: (): Ast.Literal => ({ kind: "number", text: this.CONSUME(NumberLiteral).image }) },
      { ALT: (): Ast.Literal => ({ kind: "boolean", text: this.CONSUME(True).image.toLowerCase() }) },
      { ALT: (): Ast.Literal => ({ kind: "boolean", text: this.CONSUME(False).image.toLowerCase() }) }
    ])
  )
}

const relations: ReadonlyArray<Ast.Operator> = ["=", "!=", ">", ">=", "<", "<="]

export const isSelect = (token: IToken | undefined): boolean => token?.tokenType === Select
export const isOpen = (token: IToken): boolean => token.tokenType === Open
export const isClose = (token: IToken): boolean => token.tokenType === Close

/**
 * A lexer for these words; positions are from line 1, column 1. Safe mode, because the library's shortcut by first
 * character overlooks a token that takes any.
 */
export const lexer = (validate = false): Lexer => new Lexer(tokens, { safeMode: true, skipValidations: !validate })
