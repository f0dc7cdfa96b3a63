/** How long a time is kept: shown every second, said to screen readers twice (two minutes and thirty seconds before). */
export function countDown(): void {
  const box = document.querySelector<HTMLElement>("[data-until]");
  if (!box) return;
  const until = Date.parse(box.dataset.until ?? "");
  const shown = box.querySelector<HTMLElement>("[data-left]");
  const said = box.querySelector<HTMLElement>("[role=status]");
  const announced = new Set<number>();
  const tick = (): void => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    if (shown) shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    for (const mark of [120, 30]) {
      if (left <= mark && left > 0 && !announced.has(mark)) {
        announced.add(mark);
        if (said) said.textContent = `We keep this time for ${mark === 120 ? "2 minutes" : "30 seconds"} more. Press “Keep it longer” if you need more.`;
      }
    }
    if (left === 0 && said) said.textContent = "This time is no longer kept for you. Choose a time again; what you typed is still here.";
    else window.setTimeout(tick, 1000);
  };
  tick();
}
