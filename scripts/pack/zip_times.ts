const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/**
 * Sets the time of every file in a zip archive, in place, so that the same files give the same archive.
 *
 * @param time seconds since 1970; a zip's time is in steps of two seconds, without a zone, and starts in 1980
 * @throws RangeError when the bytes are no zip archive
 */
export function setZipTimes(archive: Uint8Array, time: number): void {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const stamp = dosTime(new Date(time * 1000));
  const end = findEnd(view);
  let entry = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(entry, true) !== directoryEntry) throw new RangeError(`No zip entry at byte ${entry}`);
    view.setUint32(entry + 12, stamp, true);
    // The same stands before the file itself.
    view.setUint32(view.getUint32(entry + 42, true) + 10, stamp, true);
    entry += 46 + [28, 30, 32].reduce((sum, offset) => sum + view.getUint16(entry + offset, true), 0);
  }
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0; at--) {
    if (view.getUint32(at, true) === endOfDirectory) return at;
  }
  throw new RangeError("The bytes are no zip archive");
}

function dosTime(date: Date): number {
  const day = (date.getUTCFullYear() - 1980) << 9 | (date.getUTCMonth() + 1) << 5 | date.getUTCDate();
  const clock = date.getUTCHours() << 11 | date.getUTCMinutes() << 5 | date.getUTCSeconds() >> 1;
  return (day << 16 | clock) >>> 0;
}
