/**
 * Shortens text to `limit` characters, keeping head and tail and saying between them how much was left out.
 *
 * The cut falls on line ends where there are some nearby, so that no half line misleads.
 */
export function capMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const room = Math.max(0, limit - 60);
  let head = Math.ceil(room / 2);
  let tail = text.length - Math.floor(room / 2);
  const headLine = text.lastIndexOf("\n", head);
  if (headLine > head - 200 && headLine > 0) head = headLine;
  const tailLine = text.indexOf("\n", tail);
  if (tailLine !== -1 && tailLine < tail + 200) tail = tailLine + 1;
  head = betweenCharacters(text, head);
  tail = betweenCharacters(text, tail);
  return `${text.slice(0, head)}\n[... ${tail - head} of ${text.length} characters left out ...]\n${
    text.slice(tail)
  }`;
}

/** Shortens text to `limit` characters at its end, with an ellipsis in place of what is missing. */
export function capEnd(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, betweenCharacters(text, Math.max(0, limit - 1)))}…`;
}

/** The place itself, or the one before where it is in the middle of a character of two units. */
function betweenCharacters(text: string, place: number): number {
  const code = text.charCodeAt(place);
  return code >= 0xdc00 && code <= 0xdfff && place > 0 ? place - 1 : place;
}
