/** One blueprint and one assignment rule, so that both can be tried at once. */
import type { Database } from "../Database.ts"
import { quote } from "../Database.ts"
import type { Metadata } from "../Metadata.ts"
import * as Assignment from "../records/Assignment.ts"
import * as Blueprint from "../records/Blueprint.ts"

const states = {
  early: ["Qualification", "Needs Analysis", "Value Proposition", "Identify Decision Makers"],
  proposal: "Proposal/Price Quote",
  negotiation: "Negotiation/Review",
  won: "Closed Won",
  lost: "Closed Lost"
} as const

/** Deals of existing business go through their stages by a blueprint; the last seeded deal is in it. */
export const seedBlueprint = (db: Database, metadata: Metadata): void => {
  const deals = metadata.module("Deals")
  if (deals === undefined) return
  const ids = db.nextIds(8)
  const transition = (
    name: string,
    from: ReadonlyArray<string>,
    to: string,
    fields: ReadonlyArray<Blueprint.TransitionField>,
    checklist: ReadonlyArray<string> = []
  ): Blueprint.Transition => ({ id: ids(), name, from, to, fields, checklist })
  const blueprint: Blueprint.Blueprint = {
    id: ids(),
    name: "Renewal",
    module: "Deals",
    field: "Stage",
    entry: { field: "Type", value: "Existing Business" },
    transitions: [
      transition("Send Proposal", states.early, states.proposal, [
        { name: "Amount", mandatory: true, above: 0, message: "Amount must be more than 0" },
        { name: "Next_Step", mandatory: true }
      ]),
      transition(
        "Negotiate",
        [states.proposal],
        states.negotiation,
        [{ name: "Closing_Date", mandatory: true }],
        ["Budget confirmed", "Decision maker met"]
      ),
      transition("Win", [states.negotiation], states.won, []),
      transition("Lose", [...states.early, states.proposal, states.negotiation], states.lost, [
        { name: "Reason_For_Loss__s", mandatory: true }
      ])
    ]
  }
  Blueprint.save(db, blueprint)
  const last = db.get(`SELECT MAX(id) AS id FROM ${deals.table} WHERE "Stage"=?`, states.early[0])?.["id"]
  if (typeof last !== "string") return
  db.run(`UPDATE ${deals.table} SET ${quote(blueprint.entry.field)}=? WHERE id=?`, blueprint.entry.value, last)
  db.run("INSERT INTO blueprint_record(record, blueprint) VALUES(?,?)", last, blueprint.id)
}

/** Leads of a partner go to two people in turn, all others to the administrator. */
export const seedAssignmentRule = (db: Database, people: ReadonlyArray<string>, at: number): void => {
  const ids = db.nextIds(2)
  const [admin] = people
  if (admin === undefined) return
  Assignment.save(db, {
    id: ids(),
    module: "Leads",
    name: "Partner leads",
    apiName: "Partner_leads",
    description: "Leads of partners in turn, others to the administrator",
    defaultAssignee: admin,
    entries: [
      {
        id: ids(),
        criteria: { field: { api_name: "Lead_Source" }, comparator: "equal", value: "Partner" },
        type: "users",
        resources: people
      }
    ],
    createdBy: admin,
    modifiedBy: admin,
    created: at,
    modified: at
  })
}
