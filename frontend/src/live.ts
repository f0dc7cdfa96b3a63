import { Idiomorph } from "idiomorph";

import { nameOf, reachable, refocus } from "./focus";
import { rowsOf, sayChanges } from "./said";

/** What others change appears: the server says what kind of thing changed when, and each part of the page that shows such things asks again. */
const KEEP = { headers: { "X-Keep": "1", "HX-Request": "true" } }; // by itself: no press that would keep the session alive

export function watchChanges(): void {
  const at = document.querySelector<HTMLElement>("[data-live-at]")?.dataset.liveAt;
  const parts = [...document.querySelectorAll<HTMLElement>("[data-live]")];
  if (!at || !parts.length || !("EventSource" in window)) return;
  let source: EventSource | undefined;
  const listen = (): void => {
    source = new EventSource(at);
    source.addEventListener("change", (event) => {
      const [kind, seconds] = (event as MessageEvent<string>).data.split(" ");
      for (const part of parts) if (kind === "all" || concerns(part, kind ?? "", Number(seconds))) soon(part);
    });
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) window.setTimeout(() => (parts.forEach(soon), listen()), 15_000);
    });
  };
  document.addEventListener("visibilitychange", () => {
    // A page that nobody looks at does not hold a connection; it looks again when somebody does.
    if (document.hidden) source?.close();
    else if (source?.readyState === EventSource.CLOSED) (parts.forEach(soon), listen());
  });
  window.addEventListener("pagehide", () => source?.close());
  if (!document.hidden) listen();
}

function concerns(part: HTMLElement, kind: string, seconds: number): boolean {
  if (part.dataset.live !== kind) return false;
  const { liveFrom, liveTo } = part.dataset;
  return !liveFrom || (seconds >= Number(liveFrom) && seconds < Number(liveTo));
}

const waiting = new Map<HTMLElement, number>();

function soon(part: HTMLElement): void {
  if (!waiting.has(part)) waiting.set(part, window.setTimeout(() => (waiting.delete(part), void refresh(part)), 250));
}

/** Never under somebody's hands: while they drag, tick or type there, it waits. */
async function refresh(part: HTMLElement): Promise<void> {
  const into = document.querySelector<HTMLElement>(part.dataset.liveInto ?? "");
  if (!into) return;
  const busy = into.querySelector("[data-dragging], details[open], input:checked") ?? (typingIn(into) ? into : null);
  if (busy) return soon(part);
  const answer = await fetch(part.dataset.liveUrl || location.href, KEEP);
  if (!answer.ok || answer.redirected) return;
  const held = into.contains(document.activeElement) ? document.activeElement : null;
  const [name, at] = [nameOf(held), reachable(into).indexOf(held as HTMLElement)];
  const before = rowsOf(into);
  // What stays is left as it is, with its focus and its place; only what differs is put in or taken out.
  Idiomorph.morph(into, await answer.text(), { morphStyle: "innerHTML", ignoreActiveValue: true });
  if (name) refocus(into, name, at);
  sayChanges(before, rowsOf(into));
  document.dispatchEvent(new CustomEvent("refreshed"));
}

function typingIn(into: HTMLElement): boolean {
  const at = document.activeElement;
  return at instanceof HTMLElement && into.contains(at) && at.matches("input:not([type=checkbox]), select, textarea");
}
