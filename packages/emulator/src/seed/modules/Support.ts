/** Cases and Solutions. */
import * as PickLists from "../PickLists.ts"
import {
  activities,
  f,
  files,
  links,
  lookup,
  locking,
  type ModuleSpec,
  number,
  own,
  pick,
  readOnly,
  system,
  text
} from "../Spec.ts"

const comments = {
  name: "Comments",
  fields: [f("Comments", "comments", 32000, { shown: "text" }), f("No_of_comments", "integer", 9, readOnly)]
}

export const cases: ModuleSpec = {
  apiName: "Cases",
  singular: "Case",
  plural: "Cases",
  display: "Subject",
  systemUnique: "Subject",
  sections: [
    {
      name: "Case Information",
      fields: [
        ...system,
        number("Case_Number"),
        lookup("Product_Name", "Products"),
        pick("Type", ["-None-", "Problem", "Feature Request", "Question"]),
        pick("Status", ["New", "On Hold", "Escalated", "Closed", "In Progress"], { mandatory: true, required: true }),
        pick("Case_Origin", ["Email", "Phone", "Web", "Twitter", "Facebook"], { mandatory: true, required: true }),
        lookup("Related_To", "Contacts"),
        lookup("Account_Name", "Accounts"),
        lookup("Deal_Name", "Deals"),
        pick("Priority", ["-None-", "High", "Medium", "Low"]),
        pick("Case_Reason", [
          "-None-",
          "User did not attend any training",
          "Complex functionality",
          "Existing problem",
          "Instructions not clear",
          "New problem",
          "Product Defect"
        ]),
        text("Subject", 300, { mandatory: true, required: true }),
        text("Reported_By", 50),
        f("Email", "email"),
        f("Phone", "phone"),
        pick("Currency", PickLists.currencies, { defaultValue: "USD" }),
        f("Exchange_Rate", "double", 16, { decimals: 9, defaultValue: 1 })
      ]
    },
    {
      name: "Description Information",
      fields: [f("Description", "textarea"), text("Internal_Comments", 3000)]
    },
    { name: "Solution Information", fields: [f("Solution", "textarea")] },
    comments
  ],
  related: [
    ...files,
    ...activities("What_Id"),
    own("Emails"),
    links("Solutions", "Cases_X_Solutions"),
    own("Invited_Events", "Events"),
    locking
  ]
}

export const solutions: ModuleSpec = {
  apiName: "Solutions",
  singular: "Solution",
  plural: "Solutions",
  display: "Solution_Title",
  systemUnique: "Solution_Title",
  sections: [
    {
      name: "Solution Information",
      fields: [
        ...system,
        number("Solution_Number"),
        text("Solution_Title", 200, { mandatory: true, required: true }),
        lookup("Product_Name", "Products"),
        pick("Status", ["-None-", "Created", "Reviewed", "Completed", "Cancelled", "Draft", "Duplicate"]),
        f("Published", "boolean"),
        pick("Currency", PickLists.currencies, { defaultValue: "USD" })
      ]
    },
    { name: "Description Information", fields: [f("Question", "textarea"), f("Answer", "textarea")] },
    comments
  ],
  related: [...files, links("Cases", "Cases_X_Solutions"), locking]
}
