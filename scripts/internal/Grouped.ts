/** A number as people read it: 1,234,567. */
export const grouped = (value: number): string => value.toLocaleString("en-US")
