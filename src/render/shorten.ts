/** Text made to fit. */

/** `text` in `width` columns, an ellipsis where its end or its middle was cut out. */
export function shorten(text: string, width: number, ellipsis: string, cut: 'end' | 'middle' = 'end'): string {
  if (text.length <= width) return text;
  return cut === 'end' ? cutEnd(text, width, ellipsis) : cutMiddle(text, width, ellipsis);
}

function cutEnd(text: string, width: number, ellipsis: string): string {
  return width < 1 ? '' : text.slice(0, width - 1) + ellipsis;
}

/** Of an address, its network and its port are left. */
function cutMiddle(text: string, width: number, ellipsis: string): string {
  const tail = Math.max(Math.ceil((width - 1) / 2), Math.min(text.length - text.lastIndexOf(':'), width - 2));
  return text.slice(0, width - 1 - tail) + ellipsis + text.slice(text.length - tail);
}
