/** How long a time is kept: shown every second, said to screen readers twice (two minutes and thirty seconds before). */
export function countDown(): void {
  const box = document.querySelector<HTMLElement>("[data-until]");
  if (!box) return;
  const until = Date.parse(box.dataset.until ?? "");
  const shown = box.querySelector<HTMLElement>("[data-left]");
  const said = box.querySelector<HTMLElement>("[role=status]");
  const announced = new Set<string>();
  const say = (mark: string, words: string | undefined): void => {
    if (announced.has(mark)) return;
    announced.add(mark);
    if (said) said.textContent = words ?? "";
  };
  const tick = (): void => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    const hours = Math.floor(left / 3600);
    const minutes = Math.floor((left % 3600) / 60);
    const seconds = String(left % 60).padStart(2, "0");
    if (shown) shown.textContent = hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
    if (left === 0) {
      say("over", box.dataset.over);
      return;
    }
    if (left <= 30) say("30", box.dataset.soon30);
    else if (left <= 120) say("2", box.dataset.soon2);
    window.setTimeout(tick, 1000);
  };
  tick();
}
