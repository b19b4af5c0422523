/** A few vendors, products, price books, orders with their line items, cases, solutions, services and notes. */
import { type Add, type Made, seedTime } from "./Insert.ts"
import type { Sales } from "./SalesSeed.ts"

const day = 86_400
const dateOf = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10)
const cents = (value: number): number => Math.round(value * 100) / 100

interface Product {
  readonly id: string
  readonly price: number
}

/** Rows of an order, and what they come to. */
const items = (add: Add, made: Made, module: string, parent: string, products: ReadonlyArray<Product>): number => {
  const stamps = { Created_Time: made.at, Modified_Time: made.at, Created_By: made.owner, Modified_By: made.owner }
  let sum = 0
  for (const [index, product] of products.entries()) {
    const quantity = index + 2
    const total = cents(quantity * product.price)
    const tax = cents(total / 10)
    add(module, made, {
      ...stamps,
      Parent_Id: parent,
      Product_Name: product.id,
      Sequence_Number: index + 1,
      Quantity: quantity,
      List_Price: product.price,
      Total: total,
      Total_After_Discount: total,
      Line_Tax: JSON.stringify([{ percentage: 10, name: "Sales Tax", id: product.id, value: tax }]),
      Tax: tax,
      Net_Total: cents(total + tax)
    })
    sum += total + tax
  }
  return cents(sum)
}

/** What the rows of an order will come to, before they are there. */
const sumOf = (products: ReadonlyArray<Product>): number =>
  cents(products.reduce((sum, product, index) => sum + (index + 2) * product.price * 1.1, 0))

export const seedInventory = (add: Add, next: () => number, owner: string, sales: Sales): void => {
  const made: Made = { owner, at: seedTime - Math.floor(next() * 200 * day) - day }
  const vendor = add("Vendors", made, {
    Vendor_Name: "Northgate Hardware",
    Phone: "+1 555 0400",
    Email: "orders@northgate.example.com",
    Category: "Hardware supplier",
    City: "Trenton",
    State: "New Jersey",
    Zip_Code: "08608",
    Country: "USA"
  })
  const products: ReadonlyArray<Product> = [
    { name: "Flow meter", code: "FM-100", price: 249.5, unit: "Each", category: "Hardware" },
    { name: "Control licence", code: "CL-1", price: 999, unit: "License", category: "Software" },
    { name: "On-site training", code: "TR-8", price: 120, unit: "Hours", category: "Services" }
  ].map((one, index) => ({
    price: one.price,
    id: add("Products", made, {
      Product_Name: one.name,
      Product_Code: one.code,
      Unit_Price: one.price,
      Usage_Unit: one.unit,
      Product_Category: one.category,
      Product_Active: 1,
      Taxable: 1,
      Qty_in_Stock: 40 - 10 * index,
      Vendor_Name: index === 0 ? vendor : null
    })
  }))
  add("Price_Books", made, {
    Price_Book_Name: "Standard prices",
    Active: 1,
    Pricing_Model: "Flat",
    Pricing_Details: JSON.stringify([
      { from_range: 1, to_range: 10, discount: 0, id: products[0]?.id ?? "" },
      { from_range: 11, to_range: 50, discount: 10, id: products[1]?.id ?? "" }
    ])
  })
  const address = { Billing_City: "Newark", Billing_Country: "USA", Shipping_City: "Newark", Shipping_Country: "USA" }
  const customer = { Account_Name: sales.accounts[0] ?? null, Contact_Name: sales.contacts[0] ?? null }
  const totals = (some: ReadonlyArray<Product>) => ({ Sub_Total: sumOf(some), Grand_Total: sumOf(some) })
  const quoted = products.slice(0, 2)
  const quote = add("Quotes", made, {
    Subject: "Meters and licences",
    Quote_Stage: "Delivered",
    Valid_Till: dateOf(seedTime + 60 * day),
    Deal_Name: sales.deals[0] ?? null,
    ...customer,
    ...address,
    ...totals(quoted)
  })
  items(add, made, "Quoted_Items", quote, quoted)
  const order = add("Sales_Orders", made, {
    Subject: "Meters and licences",
    Status: "Approved",
    Quote_Name: quote,
    Deal_Name: sales.deals[0] ?? null,
    Due_Date: dateOf(seedTime + 20 * day),
    ...customer,
    ...address,
    ...totals(quoted)
  })
  items(add, made, "Ordered_Items", order, quoted)
  const invoice = add("Invoices", made, {
    Subject: "Meters and licences",
    Status: "Created",
    Sales_Order: order,
    Invoice_Date: dateOf(seedTime),
    Due_Date: dateOf(seedTime + 30 * day),
    ...customer,
    ...address,
    ...totals(quoted)
  })
  items(add, made, "Invoiced_Items", invoice, quoted)
  const stock = products.slice(0, 1)
  const purchase = add("Purchase_Orders", made, {
    Subject: "Meters for stock",
    PO_Number: "PO-1001",
    Status: "Created",
    Vendor_Name: vendor,
    PO_Date: dateOf(seedTime - 5 * day),
    ...address,
    ...totals(stock)
  })
  items(add, made, "Purchase_Items", purchase, stock)
  seedSupport(add, made, products[0]?.id ?? null, sales)
}

const seedSupport = (add: Add, made: Made, product: string | null, sales: Sales): void => {
  const [account, contact, deal] = [sales.accounts[0] ?? null, sales.contacts[0] ?? null, sales.deals[0] ?? null]
  add("Solutions", made, {
    Solution_Title: "The meter shows no flow",
    Status: "Completed",
    Product_Name: product,
    Question: "Why does the meter show nothing?",
    Answer: "Open the valve, then hold the reset button for three seconds.",
    Published: 1
  })
  add("Cases", made, {
    Subject: "Meter shows no flow",
    Status: "New",
    Case_Origin: "Email",
    Priority: "High",
    Type: "Problem",
    Product_Name: product,
    Account_Name: account,
    Related_To: contact,
    Deal_Name: deal,
    Email: "support.request@example.com"
  })
  const service = add("Services__s", made, {
    Service_Name: "Installation",
    Duration: 60,
    Location: "Business Address and Client Address",
    Price: 120,
    Status: "Active",
    Availability_Type: "Every Business Days"
  })
  add("Members_X_Services__s", made, { Service: service, Members: made.owner })
  const visit = add("Appointments__s", made, {
    Appointment_Name: "Installation - first visit",
    Appointment_For: contact,
    Service_Name: service,
    Appointment_Start_Time: seedTime + 7 * day,
    Appointment_End_Time: seedTime + 7 * day + 3600,
    Duration: 60,
    Location: "Business Address",
    Status: "Scheduled"
  })
  add("Appointments_Rescheduled_History__s", made, {
    Name: "Installation - first visit",
    Appointment_Name: visit,
    Rescheduled_From: seedTime + 6 * day,
    Rescheduled_To: seedTime + 7 * day,
    Rescheduled_Time: made.at,
    Rescheduled_By: made.owner,
    Reschedule_Reason: "By Customer"
  })
  add("Notes", made, {
    Note_Title: "First call",
    Note_Content: "Wants a written offer by the end of the month.",
    Parent_Id: deal
  })
}
