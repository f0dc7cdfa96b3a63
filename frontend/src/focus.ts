/** After a press the page is a new one: what is wrong, else what was done, has the focus, and is read out first. */
export function focusResult(): void {
  if (location.hash) return; // somebody asked for a place on the page
  const said = document.querySelector<HTMLElement>("[role=alert][data-focus]") ?? document.querySelector<HTMLElement>("[data-focus]");
  said?.focus();
}

/** What has the focus within a part of the page, by what it is and not by where it lies: its id, its address, or what it sends. */
export function nameOf(one: Element | null): string {
  if (!(one instanceof HTMLElement)) return "";
  if (one.id) return `#${CSS.escape(one.id)}`;
  const part = ["href", "name", "value", "formaction"].filter((name) => one.hasAttribute(name)).map((name) => `[${name}="${CSS.escape(one.getAttribute(name) ?? "")}"]`);
  return part.length ? one.tagName.toLowerCase() + part.join("") : "";
}

/** Back to what had the focus; where that is gone to what stands there now, else to the part itself. */
export function refocus(into: HTMLElement, name: string, at: number): void {
  if (nameOf(document.activeElement) === name) return;
  const same = into.querySelector<HTMLElement>(name);
  const left = reachable(into);
  const target = same ?? left[Math.min(at, left.length - 1)] ?? into;
  if (target === into) into.tabIndex = -1;
  target.focus();
}

export function reachable(into: HTMLElement): HTMLElement[] {
  return [...into.querySelectorAll<HTMLElement>("a[href], button, input:not([type=hidden]), select, textarea, summary")];
}
