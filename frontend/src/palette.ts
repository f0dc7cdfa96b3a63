import htmx from "htmx.org";

/** The dialog with that id, shown; false where this page has none. */
export function showDialog(id: string): boolean {
  const box = document.querySelector<HTMLDialogElement>(`dialog#${id}`);
  if (!box) return false;
  if (!box.open) box.showModal();
  const field = box.querySelector<HTMLInputElement>("input[type=search]");
  if (field) {
    field.select();
    htmx.trigger(field, "open");
  }
  return true;
}

/** Find: a link that opens the palette where scripts run; arrows walk through what was found. */
export function listenForPalette(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest("a[data-palette]");
    if (link && showDialog("palette")) event.preventDefault();
  });
  const box = document.querySelector<HTMLDialogElement>("dialog#palette");
  box?.addEventListener("htmx:afterSwap", () => {
    const found = box.querySelector<HTMLElement>("[data-q]");
    if (found && box.dataset.open !== undefined && found.dataset.q === box.dataset.open) found.querySelector("a")?.click();
  });
  box?.addEventListener("input", () => delete box.dataset.open);
  box?.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Enter") return;
    const links = [...box.querySelectorAll<HTMLAnchorElement>("a[data-found]")];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    if (event.key === "Enter") {
      if (at >= 0) return;
      event.preventDefault();
      const typed = box.querySelector<HTMLInputElement>("input")?.value.trim() ?? "";
      if (box.querySelector<HTMLElement>("[data-q]")?.dataset.q === typed) links[0]?.click();
      else box.dataset.open = typed; // what was found belongs to fewer letters: as soon as the rest is there
      return;
    }
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (links[next] ?? box.querySelector<HTMLInputElement>("input"))?.focus();
  });
}

/** Details beside the list: a link with `data-drawer` opens in the page's drawer, and stays a link without scripts. */
export function listenForDrawers(): void {
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-drawer]");
    const drawer = document.querySelector<HTMLDialogElement>("dialog#drawer");
    if (!link || !drawer) return;
    event.preventDefault();
    const back = encodeURIComponent(location.pathname + location.search);
    const address = `${link.href}${link.href.includes("?") ? "&" : "?"}back=${back}`;
    void htmx.ajax("get", address, { target: "#drawer-body", swap: "innerHTML" }).then(() => {
      nameDrawer(drawer);
      if (!drawer.open) drawer.showModal();
    });
  });
}

/** A drawer is called as what it shows. */
function nameDrawer(drawer: HTMLDialogElement): void {
  const head = drawer.querySelector("#drawer-body :is(h1, h2)");
  if (!head) return;
  head.id ||= "drawer-title";
  drawer.setAttribute("aria-labelledby", head.id);
}

const CELLS = ".cal-appt, .cal-empty, .cal-fits, .cal-against";

/** One tab stop for the whole calendar: where one was last, else what comes first. Without scripts each is a stop of its own. */
export function oneStopInTheCalendar(): void {
  const rove = (): void => {
    for (const cal of document.querySelectorAll<HTMLElement>(".cal")) stopAt(cal, cal.querySelector<HTMLElement>(`:is(${CELLS}):focus, [data-stop]`) ?? cal.querySelector<HTMLElement>(CELLS));
  };
  document.addEventListener("focusin", (event) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>(CELLS);
    const cal = cell?.closest<HTMLElement>(".cal");
    if (cell && cal) stopAt(cal, cell);
  });
  document.addEventListener("refreshed", rove);
  rove();
}

function stopAt(cal: HTMLElement, stop: HTMLElement | null): void {
  if (!stop) return;
  cal.removeAttribute("tabindex"); // what scrolls it is inside of it
  for (const cell of cal.querySelectorAll<HTMLElement>(`:is(${CELLS}):not([tabindex="-1"]), [data-stop]`)) {
    cell.tabIndex = -1;
    delete cell.dataset.stop;
  }
  stop.tabIndex = 0;
  stop.dataset.stop = "";
}

/** Arrows walk through the calendar: up and down in a column, left and right to what stands nearest in the next one. */
export function walkTheCalendar(): void {
  document.addEventListener("keydown", (event) => {
    const cal = (event.target as HTMLElement).closest<HTMLElement>(".cal");
    if (!cal || !event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) return;
    const columns = [...cal.querySelectorAll<HTMLElement>("[data-column]")].map((one) => [...one.querySelectorAll<HTMLElement>(CELLS)].sort((a, b) => top(a) - top(b)));
    const here = document.activeElement as HTMLElement;
    const column = columns.findIndex((one) => one.includes(here));
    const next = column < 0 ? columns.find((one) => one.length)?.[0] : beside(columns, column, here, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

const top = (one: HTMLElement): number => one.getBoundingClientRect().top;

function beside(columns: HTMLElement[][], column: number, here: HTMLElement, key: string): HTMLElement | undefined {
  const own = columns[column] ?? [];
  if (key === "ArrowDown" || key === "ArrowUp") return own[own.indexOf(here) + (key === "ArrowDown" ? 1 : -1)];
  const step = key === "ArrowRight" ? 1 : -1;
  for (let at = column + step; at >= 0 && at < columns.length; at += step) {
    const near = [...(columns[at] ?? [])].sort((a, b) => Math.abs(top(a) - top(here)) - Math.abs(top(b) - top(here)))[0];
    if (near) return near;
  }
  return undefined;
}
