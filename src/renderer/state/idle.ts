const busy = new Set<object>();

/**
 * Tells the page's tests whether something is under way: `data-idle` of the root element. Each part reports for itself,
 * with itself as the key.
 */
export function setBusy(part: object, isBusy: boolean): void {
  if (isBusy) busy.add(part);
  else busy.delete(part);
  const idle = String(busy.size === 0);
  if (document.documentElement.dataset['idle'] !== idle) document.documentElement.dataset['idle'] = idle;
}
