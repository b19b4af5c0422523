/** Loaded before a program: says at its end, in the file that PEAK_FILE names, how much memory it took at most. */
import { writeFileSync } from "node:fs"

process.once("exit", () => {
  const file = process.env["PEAK_FILE"]
  // Kilobytes by the system's own count: everything that was resident, not the heap alone.
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS))
})
