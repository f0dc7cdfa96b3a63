import { showDialog } from "./palette";
import { say } from "./said";

/** Keys of the console: j and k move, o opens, others press the button that names them (`data-key`). */
let going = 0; // when g was pressed: the next key says where to

export function listenForKeys(): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "k" && showDialog("palette")) return event.preventDefault();
    if (document.documentElement.dataset.keys === "off") return; // somebody's own choice
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const dialogs = document.querySelectorAll("dialog[open]");
    if (dialogs.length) return within(dialogs, event);
    if (Date.now() - going < 1500 && press(`[data-go="${CSS.escape(event.key)}"]`, event)) return void (going = 0);
    if (event.key === "g") return void (going = Date.now());
    if (event.key === "?" && showDialog("keys")) return event.preventDefault();
    if (event.key === "/" && !document.querySelector('input[data-key="/"]') && showDialog("palette")) return event.preventDefault();
    if (event.key === "j" || event.key === "k") return move(event.key === "j" ? 1 : -1);
    const row = document.activeElement;
    if (row instanceof HTMLAnchorElement && row.matches("[data-row]") && onRow(row, event.key)) return event.preventDefault();
    press(`[data-key="${CSS.escape(event.key)}"]`, event);
  });
  // A key that was pressed in the list goes on on the page that it opened: the drawer opens, the button has the focus.
  const wanted = new URLSearchParams(location.hash.slice(1)).get("do");
  if (wanted) {
    const target = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted)}"]`);
    if (target instanceof HTMLDetailsElement) open(target);
    else target?.focus();
  }
}

/** While a drawer is open, the keys that it prints press what is in it, and none what lies behind it; other dialogs have none. */
function within(dialogs: NodeListOf<Element>, event: KeyboardEvent): void {
  const [drawer] = dialogs;
  if (dialogs.length === 1 && drawer?.id === "drawer") press(`[data-key="${CSS.escape(event.key)}"]`, event, drawer);
}

function press(selector: string, event: KeyboardEvent, where: ParentNode = document): boolean {
  const found = [...where.querySelectorAll<HTMLElement>(selector)];
  const wanted = found.find((one) => one instanceof HTMLInputElement) ?? found[0];
  if (!wanted) return false;
  event.preventDefault();
  if (wanted instanceof HTMLInputElement || wanted instanceof HTMLTextAreaElement) wanted.focus();
  else if (wanted instanceof HTMLDetailsElement) open(wanted);
  else if (sends(wanted)) wanted.focus();
  else wanted.click();
  return true;
}

/** A key never sends a form: it puts one on the button, and Enter presses it. What can be undone at once says so itself. */
function sends(wanted: HTMLElement): boolean {
  return wanted instanceof HTMLButtonElement && wanted.form?.method === "post" && wanted.dataset.atOnce === undefined;
}

function open(drawer: HTMLDetailsElement): void {
  drawer.open = true;
  drawer.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button")?.focus();
}

/** o, a, i, d, h open the row and do it there; t takes it at once; x ticks it. */
function onRow(row: HTMLAnchorElement, key: string): boolean {
  if (key === "o") row.click();
  else if (key === "x") row.closest("tr")?.querySelector<HTMLInputElement>('input[name="pick"]')?.click();
  else if (key === "t" && row.dataset.take) take(row, row.dataset.take);
  else if ("aidh".includes(key) && row.dataset.take) location.href = `${row.href}#do=${key}`;
  else return false;
  return true;
}

/** Shown as done at once, and put back with a word where it was not. */
function take(row: HTMLAnchorElement, address: string): void {
  const cell = row.closest("tr")?.querySelector<HTMLElement>("[data-owner]");
  const before = cell?.textContent ?? "";
  if (cell) cell.textContent = "…";
  const { token, body } = carried(document);
  body.set("version", row.dataset.version ?? "");
  void send(address, body, token).then((done) => {
    if (cell) cell.textContent = done ? (document.querySelector<HTMLElement>("[data-me]")?.dataset.me ?? "✓") : before;
    if (done) say(`${document.querySelector<HTMLElement>("[data-say]")?.dataset.taken ?? ""} ${row.textContent?.trim() ?? ""}`);
    if (done && row.dataset.version) row.dataset.version = String(Number(row.dataset.version) + 1);
  });
}

/** What every form carries beside what was typed: its token, and to whom it was shown, so that it is done for nobody else. */
export function carried(where: ParentNode): { token: string; body: URLSearchParams } {
  const field = where.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  const shown = field?.parentElement?.querySelector<HTMLInputElement>("input[name=shown_to]");
  return { token: field?.value ?? "", body: new URLSearchParams(shown ? { shown_to: shown.value } : {}) };
}

export async function send(address: string, body: URLSearchParams, token: string): Promise<boolean> {
  let words = "";
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (answer.ok) return true;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    words = page.querySelector(".notice-bad")?.textContent?.trim() ?? "";
  } catch {
    /* no network: said below */
  }
  const box = document.createElement("div");
  box.className = "notice notice-bad";
  box.setAttribute("role", "alert");
  box.textContent = words || document.querySelector<HTMLElement>("[data-failed]")?.dataset.failed || "!";
  document.querySelector("main")?.prepend(box);
  return false;
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
}

function move(step: number): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>("[data-row]")];
  if (!rows.length) return;
  const current = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const focused = rows.indexOf(document.activeElement as HTMLAnchorElement);
  const at = focused >= 0 ? focused : current;
  rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
}
