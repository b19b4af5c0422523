/** A module that people make: its own fields and those that every module has, in the short form. */
import * as Spec from "./Spec.ts"

export interface CustomModule {
  readonly apiName: string
  readonly singular: string
  readonly plural: string
  /** What a record is called by; `Name` of 120 characters when left out. */
  readonly display?: Spec.FieldSpec
  readonly fields: ReadonlyArray<Spec.FieldSpec>
}

export const spec = ({ apiName, display, fields, plural, singular }: CustomModule): Spec.ModuleSpec => {
  const name = fields.some((field) => field.name === "Name")
    ? []
    : [display ?? Spec.text("Name", 120, { mandatory: true })]
  return {
    apiName,
    singular,
    plural,
    display: "Name",
    systemUnique: "",
    generatedType: "custom",
    sections: [{ name: `${singular} Information`, fields: [...name, ...fields, ...Spec.system] }, Spec.description],
    related: Spec.files
  }
}
