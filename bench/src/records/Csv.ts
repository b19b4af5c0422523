/** A bulk read's file of some size, and the fastest way to read one that is written by hand: the limit to compare with. */
import { createReadStream, createWriteStream } from "node:fs"
import { open } from "node:fs/promises"
import { createInflateRaw, createDeflateRaw } from "node:zlib"

export const fields = [
  "Last_Name",
  "First_Name",
  "Company",
  "Email",
  "Phone",
  "Mobile",
  "City",
  "Lead_Source",
  "Annual_Revenue",
  "No_of_Employees",
  "Modified_Time"
] as const

/** Writes a ZIP with one CSV of so many rows; gives the CSV's size in bytes. */
export const write = async (path: string, rows: number): Promise<number> => {
  const name = Buffer.from("1.csv")
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt16LE(8, 6)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  const file = createWriteStream(path)
  file.write(Buffer.concat([local, name]))
  const deflate = createDeflateRaw()
  let packed = 0
  deflate.on("data", (piece: Buffer) => (packed += piece.length))
  deflate.pipe(file, { end: false })
  let size = 0
  const put = async (text: string) => {
    const bytes = Buffer.from(text)
    size += bytes.length
    if (!deflate.write(bytes)) await new Promise((resolve) => deflate.once("drain", resolve))
  }
  await put(`Id,${fields.join(",")}\n`)
  for (let n = 0; n < rows; n += 1000) {
    let text = ""
    for (let row = n; row < Math.min(rows, n + 1000); row++) {
      text += `5843104000001${String(row).padStart(6, "0")},Marlow ${row},Ada,"Brightwater, Ltd",ada.${row}@example.com,+1 555 ${row},+1 556 ${row},"Harbour ""Side""",Web,${row * 10},${row % 500},2026-01-31T10:20:30+05:30\n`
    }
    await put(text)
  }
  deflate.end()
  await new Promise((resolve) => deflate.once("end", resolve))
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(20, 4)
  central.writeUInt16LE(20, 6)
  central.writeUInt16LE(8, 8)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed, 20)
  central.writeUInt32LE(size, 24)
  central.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(46 + name.length, 12)
  end.writeUInt32LE(30 + name.length + packed, 16)
  await new Promise<void>((resolve) => file.end(Buffer.concat([central, name, end]), resolve))
  return size
}

/** Counts the rows and cells of the file: inflate and a state machine, nothing else. */
export const byHand = async (path: string): Promise<number> => {
  const handle = await open(path)
  const head = Buffer.alloc(30)
  await handle.read(head, 0, 30, 0)
  await handle.close()
  const start = 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  const inflate = createReadStream(path, { start, highWaterMark: 65_536 }).pipe(createInflateRaw())
  let rows = 0
  let cell = ""
  let row: Array<string> = []
  let quoted = false
  let rest = ""
  const decoder = new TextDecoder()
  for await (const piece of inflate) {
    const text = rest + decoder.decode(piece, { stream: true })
    rest = ""
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (quoted) {
        if (code === 34) {
          if (at + 1 === text.length) {
            rest = text.slice(from)
            from = text.length
            break
          }
          if (text.charCodeAt(at + 1) === 34) {
            cell += text.slice(from, at + 1)
            at++
            from = at + 1
          } else {
            cell += text.slice(from, at)
            quoted = false
            from = at + 1
          }
        }
      } else if (code === 44) {
        row.push(cell + text.slice(from, at))
        cell = ""
        from = at + 1
      } else if (code === 10) {
        row.push(cell + text.slice(from, at))
        cell = ""
        rows += row.length > 1 ? 1 : 0
        row = []
        from = at + 1
      } else if (code === 34) {
        quoted = true
        from = at + 1
      }
    }
    if (from < text.length) cell += text.slice(from)
  }
  return rows
}
