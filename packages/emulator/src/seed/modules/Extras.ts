/** Notes and Attachments as modules: their fields. Their calls differ from those of other records. */
import { f, type ModuleSpec, readOnly, text, when } from "../Spec.ts"
import { whatModules } from "./Activities.ts"

const stamps = [
  f("Owner", "ownerlookup", 120),
  f("Created_By", "ownerlookup", 120, readOnly),
  f("Modified_By", "ownerlookup", 120, readOnly),
  when("Created_Time", readOnly),
  when("Modified_Time", readOnly)
]
const parents = ["Contacts", ...whatModules, "Tasks", "Events", "Calls", "Services__s", "Appointments__s"]
const parent = (modules: ReadonlyArray<string>, extra: { readonly shown?: string } = {}) =>
  f("Parent_Id", "multi_module_lookup", 120, { label: "Parent ID", mandatory: true, modules, ...extra })

export const notes: ModuleSpec = {
  apiName: "Notes",
  singular: "Note",
  plural: "Notes",
  display: "Note_Title",
  systemUnique: "",
  sections: [
    {
      name: "Note Information",
      fields: [...stamps, text("Note_Title", 120), f("Note_Content", "textarea", 65535), parent(parents)]
    }
  ]
}

export const attachments: ModuleSpec = {
  apiName: "Attachments",
  singular: "Attachment",
  plural: "Attachments",
  display: "File_Name",
  systemUnique: "",
  writable: false,
  sections: [
    {
      name: "Attachment Information",
      fields: [
        ...stamps,
        text("File_Name", 255, readOnly),
        f("Size", "bigint", 18, readOnly),
        parent([...parents, "Notes"], { shown: "lookup" })
      ]
    }
  ]
}
