/** Keys of the console: j and k move, o opens, others press the button that names them (`data-key`). */
export function listenForKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") return move(event.key === "j" ? 1 : -1);
    const wanted = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
    if (!wanted) return;
    event.preventDefault();
    if (wanted instanceof HTMLInputElement || wanted instanceof HTMLTextAreaElement) wanted.focus();
    else if (wanted instanceof HTMLDetailsElement) {
      wanted.open = true;
      wanted.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
    } else wanted.click();
  });
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, select, textarea, [contenteditable]");
}

function move(step: number): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>("[data-row]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement as HTMLAnchorElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
}
