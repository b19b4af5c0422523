/** The duplicate check preference: what a lead may not repeat besides the values of other leads. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, said } from "../actions/Support.ts"
import { without } from "../org/Support.ts"

const path = "/crm/v8/settings/duplicate_check_preference"
const leads = `${path}?module=Leads`
const root = "duplicate_check_preference"

const fieldOf = (at: Acting, module: string, name: string): { readonly id: string; readonly api_name: string } => {
  const { fields } = at.api("GET", `/crm/v8/settings/fields?module=${module}`).json
  const { api_name, id } = fields.find((it: any) => it.api_name === name)
  return { api_name, id }
}

const mapped = (at: Acting, more: object = {}) => ({
  [root]: {
    type: "mapped_module_records",
    type_configurations: [
      {
        mapped_module: { api_name: "Contacts" },
        field_mappings: [
          {
            current_field: fieldOf(at, "Leads", "External_Key"),
            mapped_field: { ...fieldOf(at, "Contacts", "Loyalty_Number"), ...more }
          }
        ]
      }
    ]
  }
})
const converted = { [root]: { type: "converted_records", type_configurations: [] } }

const lead = (at: Acting, key: string) =>
  at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "L", Company: "C", External_Key: key }] })
const codeOf = (answer: any) => [answer.status, answer.json.data[0].code]
const taken = (at: Acting, key: string) => lead(at, key).json.data[0].details

describe("the duplicate check preference", () => {
  it("keeps leads from repeating a unique value of a contact", () => {
    const at = acting()
    const contact = at.add("Contacts", { Last_Name: "Known", Loyalty_Number: "901" })
    assert.deepStrictEqual(codeOf(lead(at, "901")), [201, "SUCCESS"])
    assert.strictEqual(at.api("GET", leads).status, 204)
    const made = at.api("POST", leads, mapped(at))
    assert.deepStrictEqual(made.json, {
      [root]: {
        code: "SUCCESS",
        details: {},
        message: "Duplicate check enabled for mapped_module_records successfully.",
        status: "success"
      }
    })
    const contacts = at.core.metadata.module("Contacts")
    assert.deepStrictEqual(at.api("GET", leads).json[root], {
      type: "mapped_module_records",
      type_configurations: [
        {
          field_mappings: [
            {
              mapped_field: { ...fieldOf(at, "Contacts", "Loyalty_Number"), name: "Contacts" },
              current_field: { ...fieldOf(at, "Leads", "External_Key"), name: "Leads" }
            }
          ],
          mapped_module: { api_name: "Contacts", name: "Contacts", id: contacts?.id }
        }
      ]
    })
    at.add("Contacts", { Last_Name: "Other", Loyalty_Number: "902" })
    assert.deepStrictEqual(codeOf(lead(at, "902")), [400, "DUPLICATE_DATA"])
    const free = lead(at, "903").json.data[0].details.id
    const changed = at.api("PUT", "/crm/v8/Leads", { data: [{ id: free, External_Key: "902" }] })
    assert.deepStrictEqual(codeOf(changed), [400, "DUPLICATE_DATA"])
    const details = taken(at, "902")
    assert.strictEqual(details.json_path, "$.data[0].External_Key")
    assert.strictEqual(details.duplicate_record.module.api_name, "Contacts")
    // A contact itself may repeat what a lead has.
    assert.notStrictEqual(at.add("Contacts", { Last_Name: "Third", Loyalty_Number: "903" }), contact)

    assert.strictEqual(at.api("PUT", leads, mapped(at, { selected: "None" })).status, 200)
    assert.deepStrictEqual(codeOf(lead(at, "902")), [201, "SUCCESS"])
    assert.strictEqual(
      at.api("DELETE", leads).json[root].message,
      "Duplicate check disabled for mapped_module_records successfully."
    )
    assert.strictEqual(at.api("GET", leads).status, 204)
  })

  it("keeps leads from repeating what a converted one had, and only then", () => {
    const at = acting()
    const convert = (key: string) => {
      const { id } = lead(at, key).json.data[0].details
      assert.strictEqual(at.api("POST", `/crm/v8/Leads/${id}/actions/convert`, { data: [{}] }).status, 200)
    }
    convert("C-1")
    assert.deepStrictEqual(codeOf(lead(at, "C-1")), [201, "SUCCESS"])
    convert("C-2")
    assert.strictEqual(at.api("POST", leads, converted).status, 200)
    assert.deepStrictEqual(at.api("GET", leads).json[root], { type: "converted_records", type_configurations: [] })
    assert.deepStrictEqual(codeOf(lead(at, "C-2")), [400, "DUPLICATE_DATA"])
    assert.deepStrictEqual(codeOf(lead(at, "C-1")), [400, "DUPLICATE_DATA"])
    assert.strictEqual(at.api("DELETE", leads).status, 200)
    assert.deepStrictEqual(codeOf(lead(at, "C-2")), [201, "SUCCESS"])
  })

  it("is refused with what is wrong with it", () => {
    const at = acting()
    const shape = ({ json, status }: any) => [status, ...said(json[root] ?? json), json[root] !== undefined]
    const type = ["api_name", "json_path"]
    assert.deepStrictEqual(shape(at.api("GET", path)), [400, "REQUIRED_PARAM_MISSING", ["param_name"], false])
    assert.deepStrictEqual(shape(at.api("GET", `${path}?module=No`)), [400, "INVALID_MODULE", ["param_name"], false])
    assert.deepStrictEqual(shape(at.api("GET", `${path}?module=Deals`)), [400, "NOT_SUPPORTED", ["param_name"], false])
    assert.deepStrictEqual(shape(at.api("PUT", leads, converted)), [403, "FEATURE_NOT_ENABLED", [], true])
    assert.deepStrictEqual(shape(at.api("DELETE", leads)), [403, "FEATURE_NOT_ENABLED", [], false])
    assert.deepStrictEqual(shape(at.api("POST", leads, {})), [400, "MANDATORY_NOT_FOUND", type, false])
    const bare = { [root]: { type: "mapped_module_records" } }
    assert.deepStrictEqual(shape(at.api("POST", leads, bare)), [
      400,
      "DEPENDENT_FIELD_MISSING",
      ["api_name", "dependee", "json_path"],
      false
    ])
    const mapping = (current: object, module = "Contacts") => ({
      [root]: {
        type: "mapped_module_records",
        type_configurations: [
          {
            mapped_module: { api_name: module },
            field_mappings: [{ current_field: current, mapped_field: fieldOf(at, "Contacts", "Loyalty_Number") }]
          }
        ]
      }
    })
    const key = fieldOf(at, "Leads", "External_Key")
    assert.deepStrictEqual(shape(at.api("POST", leads, mapping({}))), [
      400,
      "EXPECTED_FIELD_MISSING",
      ["expected_fields"],
      false
    ])
    assert.deepStrictEqual(shape(at.api("POST", leads, mapping({ ...key, api_name: "City" }))), [
      400,
      "AMBIGUITY_DURING_PROCESSING",
      ["ambiguity_due_to"],
      false
    ])
    assert.deepStrictEqual(shape(at.api("POST", leads, mapping({ api_name: "City" }))), [
      400,
      "NOT_ALLOWED",
      type,
      false
    ])
    assert.deepStrictEqual(shape(at.api("POST", leads, mapping(key, "Deals"))), [
      403,
      "FEATURE_NOT_ENABLED",
      type,
      true
    ])
    assert.strictEqual(at.api("POST", leads, converted).status, 200)
    assert.deepStrictEqual(shape(at.api("POST", leads, converted)), [400, "ALREADY_CONFIGURED", [], false])
    const other = without(at, "Crm_Implied_Customize_Zoho_CRM")
    assert.strictEqual(other("DELETE", leads).status, 403)
    assert.strictEqual(other("GET", leads).status, 200)
  })
})
