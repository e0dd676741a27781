/** Scroll a row sideways until an item is in view: scrollIntoView would also move the page down to the row. */
export function bringIntoRow(row: Element, item: Element) {
  const frame = row.getBoundingClientRect()
  const { left, right } = item.getBoundingClientRect()
  if (left < frame.left) row.scrollLeft -= frame.left - left
  else if (right > frame.right) row.scrollLeft += right - frame.right
}
