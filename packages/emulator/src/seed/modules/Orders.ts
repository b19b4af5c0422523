/** Quotes, Sales Orders, Purchase Orders and Invoices, each with its line items. */
import * as PickLists from "../PickLists.ts"
import {
  activities,
  address,
  children,
  description,
  f,
  type FieldSpec,
  files,
  lookup,
  locking,
  type ModuleSpec,
  money,
  number,
  own,
  pick,
  type RelatedSpec,
  rowSystem,
  subform,
  system,
  text,
  total
} from "../Spec.ts"

const totals: ReadonlyArray<FieldSpec> = [
  total("Sub_Total", "Sum of Net_Total of the line items"),
  money("Discount"),
  money("Tax"),
  money("Adjustment"),
  total("Grand_Total", "Sub_Total - Discount + Tax + Adjustment")
]

const order = (spec: {
  readonly apiName: string
  readonly singular: string
  readonly plural: string
  readonly items: string
  readonly fields: ReadonlyArray<FieldSpec>
  readonly related: ReadonlyArray<RelatedSpec>
}): ReadonlyArray<ModuleSpec> => [
  {
    apiName: spec.apiName,
    singular: spec.singular,
    plural: spec.plural,
    display: "Subject",
    systemUnique: "Subject",
    sections: [
      {
        name: `${spec.singular} Information`,
        fields: [
          ...system,
          text("Subject", 200, { mandatory: true, required: true }),
          ...spec.fields,
          pick("Carrier", PickLists.carriers),
          pick("Currency", PickLists.currencies, { defaultValue: "USD" }),
          f("Exchange_Rate", "double", 16, { decimals: 9, defaultValue: 1 })
        ]
      },
      address(["Billing_", "Shipping_"], "Code"),
      {
        name: spec.items.replaceAll("_", " "),
        fields: [subform(spec.items, spec.items, { mandatory: true, required: true }), ...totals]
      },
      { name: "Terms and Conditions", fields: [f("Terms_and_Conditions", "textarea", 32000)] },
      description
    ],
    related: [...files, ...activities("What_Id"), own("Emails"), ...spec.related, locking]
  },
  {
    apiName: spec.items,
    singular: spec.items.replaceAll("_", " ").replace(/s$/, ""),
    plural: spec.items.replaceAll("_", " "),
    display: "Product_Name",
    systemUnique: "",
    generatedType: "subform",
    parent: spec.apiName,
    writable: false,
    sections: [
      {
        name: spec.items.replaceAll("_", " "),
        fields: [
          ...rowSystem(spec.apiName),
          lookup("Product_Name", "Products", { mandatory: true, required: true }),
          f("Sequence_Number", "integer", 9, { label: "S.NO" }),
          f("Quantity", "double", 16, { decimals: 2 }),
          money("List_Price"),
          total("Total", "Quantity * List_Price"),
          f("Discount", "discount", 16, { shown: "currency" }),
          total("Total_After_Discount", "Total - Discount"),
          f("Line_Tax", "linetax"),
          total("Tax", "Total_After_Discount * Sum of Line_Tax"),
          total("Net_Total", "Total_After_Discount + Tax"),
          f("Price_Book_Name", "lookup", 120, { lookup: "Price_Books" }),
          f("Description", "textarea", 2000)
        ]
      }
    ]
  }
]

export const quotes = order({
  apiName: "Quotes",
  singular: "Quote",
  plural: "Quotes",
  items: "Quoted_Items",
  fields: [
    number("Quote_Number"),
    lookup("Deal_Name", "Deals"),
    pick("Quote_Stage", ["Draft", "Negotiation", "Delivered", "On Hold", "Confirmed", "Closed Won", "Closed Lost"]),
    text("Team", 50),
    f("Valid_Till", "date"),
    lookup("Contact_Name", "Contacts"),
    lookup("Account_Name", "Accounts")
  ],
  related: [children("Sales_Orders", "Quote_Name")]
})

export const salesOrders = order({
  apiName: "Sales_Orders",
  singular: "Sales Order",
  plural: "Sales Orders",
  items: "Ordered_Items",
  fields: [
    number("SO_Number"),
    lookup("Deal_Name", "Deals"),
    text("Customer_No", 50),
    text("Purchase_Order", 50),
    lookup("Quote_Name", "Quotes"),
    f("Due_Date", "date"),
    lookup("Contact_Name", "Contacts"),
    text("Pending", 50),
    money("Excise_Duty"),
    money("Sales_Commission"),
    pick("Status", ["Created", "Approved", "Delivered", "Cancelled"]),
    lookup("Account_Name", "Accounts")
  ],
  related: [children("Invoices", "Sales_Order")]
})

export const purchaseOrders = order({
  apiName: "Purchase_Orders",
  singular: "Purchase Order",
  plural: "Purchase Orders",
  items: "Purchase_Items",
  fields: [
    text("PO_Number", 50),
    lookup("Vendor_Name", "Vendors", { mandatory: true, required: true }),
    text("Requisition_No", 50),
    text("Tracking_Number", 50),
    lookup("Contact_Name", "Contacts"),
    f("PO_Date", "date"),
    f("Due_Date", "date"),
    money("Excise_Duty"),
    money("Sales_Commission"),
    pick("Status", ["Created", "Approved", "Delivered", "Cancelled"])
  ],
  related: []
})

export const invoices = order({
  apiName: "Invoices",
  singular: "Invoice",
  plural: "Invoices",
  items: "Invoiced_Items",
  fields: [
    number("Invoice_Number"),
    lookup("Sales_Order", "Sales_Orders"),
    text("Purchase_Order", 50),
    f("Invoice_Date", "date"),
    f("Due_Date", "date"),
    money("Excise_Duty"),
    money("Sales_Commission"),
    pick("Status", ["Created", "Approved", "Delivered", "Cancelled"]),
    lookup("Contact_Name", "Contacts"),
    lookup("Account_Name", "Accounts")
  ],
  related: []
})
