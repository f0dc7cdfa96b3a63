/** A way back that is over goes away by itself: the page knows for how many seconds each is open (`data-goes-in`). The server refuses what comes later. */
export function letWaysBackGo(): void {
  const known = new WeakSet<HTMLElement>();
  const look = (): void => {
    for (const one of document.querySelectorAll<HTMLElement>("[data-goes-in]")) {
      if (known.has(one)) continue;
      known.add(one);
      const over = Date.now() + Number(one.dataset.goesIn) * 1000; // by the clock: a computer that slept has no timers
      const wait = (): void => void (Date.now() >= over ? goes(one) : window.setTimeout(wait, Math.min(over - Date.now(), 1000)));
      wait();
    }
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true }); // drawers and what others change
}

/** Who stood on it stands on what says what was done. */
function goes(one: HTMLElement): void {
  const near = one.parentElement?.closest<HTMLElement>("[tabindex]") ?? document.querySelector<HTMLElement>("main");
  if (one.contains(document.activeElement) && near) {
    if (!near.hasAttribute("tabindex")) near.tabIndex = -1;
    near.focus();
  }
  one.remove();
}
