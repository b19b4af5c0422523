/** Products, Vendors and Price Books. */
import {
  activities,
  address,
  children,
  description,
  f,
  files,
  links,
  lookup,
  locking,
  type ModuleSpec,
  money,
  multiCurrency,
  own,
  pick,
  readOnly,
  system,
  text
} from "../Spec.ts"

const stock = (name: string) => f(name, "double", 16, { decimals: 2 })

export const products: ModuleSpec = {
  apiName: "Products",
  singular: "Product",
  plural: "Products",
  display: "Product_Name",
  systemUnique: "Product_Name",
  sections: [
    {
      name: "Product Information",
      fields: [
        f("Record_Image", "profileimage", 255, readOnly),
        ...system,
        text("Product_Name", 200, { mandatory: true, required: true }),
        text("Product_Code", 100),
        lookup("Vendor_Name", "Vendors"),
        f("Product_Active", "boolean"),
        pick("Manufacturer", ["-None-", "AltvetPet Inc.", "LexPon Inc.", "MetBeat Corp.", "Zylker Corp"]),
        pick("Product_Category", ["-None-", "Hardware", "Software", "CRM Applications", "Services"]),
        f("Sales_Start_Date", "date"),
        f("Sales_End_Date", "date"),
        f("Support_Start_Date", "date"),
        f("Support_Expiry_Date", "date"),
        f("Pictures", "imageupload", 2000, { custom: true }),
        ...multiCurrency
      ]
    },
    {
      name: "Price Information",
      fields: [
        money("Unit_Price"),
        money("Commission_Rate"),
        f("Tax", "tax", 2000, { shown: "multiselectpicklist", values: ["Sales Tax - 10.0 %", "Vat - 20.0 %"] }),
        f("Taxable", "boolean")
      ]
    },
    {
      name: "Stock Information",
      fields: [
        pick("Usage_Unit", ["-None-", "Box", "Carton", "Dozen", "Each", "Hours", "License", "Pack", "Pieces"]),
        stock("Qty_Ordered"),
        stock("Qty_in_Stock"),
        stock("Reorder_Level"),
        f("Handler", "ownerlookup", 120, {}),
        stock("Qty_in_Demand")
      ]
    },
    description
  ],
  related: [
    ...files,
    children("Solutions", "Product_Name"),
    children("Cases", "Product_Name"),
    ...activities("What_Id"),
    links("Deals", "Deals_X_Products"),
    links("Leads", "Leads_X_Products"),
    links("Accounts", "Accounts_X_Products"),
    links("Contacts", "Contacts_X_Products"),
    links("Price_Books", "Price_Books_X_Products"),
    children("Quoted_Items", "Product_Name", "Quotes", "Quotes"),
    children("Ordered_Items", "Product_Name", "Sales_Orders", "Sales Orders"),
    children("Purchase_Items", "Product_Name", "Purchase_Orders", "Purchase Orders"),
    children("Invoiced_Items", "Product_Name", "Invoices", "Invoices"),
    own("Invited_Events", "Events"),
    locking
  ]
}

export const vendors: ModuleSpec = {
  apiName: "Vendors",
  singular: "Vendor",
  plural: "Vendors",
  display: "Vendor_Name",
  systemUnique: "Vendor_Name",
  sections: [
    {
      name: "Vendor Information",
      fields: [
        f("Record_Image", "profileimage", 255, readOnly),
        ...system,
        text("Vendor_Name", 120, { mandatory: true, required: true }),
        f("Phone", "phone"),
        f("Email", "email"),
        f("Website", "website"),
        pick("GL_Account", [
          "-None-",
          "Sales-Software",
          "Sales-Hardware",
          "Rental-Income",
          "Interest-Income",
          "Sales-Software-Support",
          "Sales-Other",
          "Internet-Sales",
          "Service-Hardware-Labor",
          "Sales-Books"
        ]),
        text("Category", 50),
        f("Email_Opt_Out", "boolean"),
        ...multiCurrency
      ]
    },
    address([""], "Zip_Code"),
    description
  ],
  related: [
    ...files,
    children("Products", "Vendor_Name"),
    children("Purchase_Orders", "Vendor_Name"),
    links("Contacts", "Contacts_X_Vendors"),
    ...activities("What_Id"),
    own("Emails"),
    own("Invited_Events", "Events"),
    locking
  ]
}

export const priceBooks: ModuleSpec = {
  apiName: "Price_Books",
  singular: "Price Book",
  plural: "Price Books",
  display: "Price_Book_Name",
  systemUnique: "Price_Book_Name",
  sections: [
    {
      name: "Price Book Information",
      fields: [
        ...system,
        text("Price_Book_Name", 120, { mandatory: true, required: true }),
        f("Active", "boolean"),
        pick("Pricing_Model", ["-None-", "Flat", "Differential"]),
        f("Pricing_Details", "pricing", 2000, { mandatory: true, required: true, shown: "text" }),
        ...multiCurrency
      ]
    },
    description
  ],
  related: [...files, links("Products", "Price_Books_X_Products"), own("Invited_Events", "Events"), locking]
}
