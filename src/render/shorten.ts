/** Text made to fit. */

/** The start of `text` and an ellipsis, in `width` columns. */
export function cutEnd(text: string, width: number, ellipsis: string): string {
  return text.length <= width ? text : text.slice(0, width - 1) + ellipsis;
}

/** An address without its middle: its network and its port tell most. */
export function cutMiddle(text: string, width: number, ellipsis: string): string {
  if (text.length <= width) return text;
  const tail = Math.max(Math.ceil((width - 1) / 2), Math.min(text.length - text.lastIndexOf(':'), width - 2));
  return text.slice(0, width - 1 - tail) + ellipsis + text.slice(text.length - tail);
}
