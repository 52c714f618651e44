/**
 * A table of a log: u32 count, u32 index of each record where there are `indexes`, u32 offset of each record from the
 * table's start, and the records back to back.
 */
export function offsetTable(records: readonly Buffer[], indexes: readonly number[] = []): Buffer {
  const headBytes = 4 + (indexes.length + records.length) * 4;
  const size = records.reduce((sum, record) => sum + record.length, headBytes);
  const table = Buffer.allocUnsafe(size);
  let at = table.writeUInt32LE(records.length);
  for (const index of indexes) at = table.writeUInt32LE(index, at);
  let offset = headBytes;
  for (const record of records) {
    at = table.writeUInt32LE(offset, at);
    offset += record.copy(table, offset);
  }
  return table;
}
