const busy = new Set<object>();
let told: { readonly dataset: DOMStringMap } | undefined;

/** Tells from now on whether something is under way: `data-idle` of an element, which the page's tests wait for. */
export function tellIdle(element: { readonly dataset: DOMStringMap }): void {
  told = element;
  tell();
}

/** Says whether a part of the page has something under way. Each part reports for itself, with itself as the key. */
export function setBusy(part: object, isBusy: boolean): void {
  if (isBusy) busy.add(part);
  else busy.delete(part);
  tell();
}

function tell(): void {
  const idle = String(busy.size === 0);
  if (told !== undefined && told.dataset['idle'] !== idle) told.dataset['idle'] = idle;
}
