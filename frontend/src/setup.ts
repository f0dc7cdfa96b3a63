import htmx from "htmx.org";

/** What may come next in a sentence: a press writes it, and asks how the sentence reads now. Without scripts it is a link that does the same. */
export function completeSentences(): void {
  document.addEventListener("click", (event) => {
    const chip = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-complete]");
    const field = chip?.closest("form")?.querySelector<HTMLInputElement>("input[data-sentence]");
    if (!chip || !field) return;
    event.preventDefault();
    take(field, chip.dataset.complete ?? "");
  });
  // At the end of what is typed, the right arrow takes the first suggestion.
  document.addEventListener("keydown", (event) => {
    const field = event.target as HTMLInputElement;
    if (event.key !== "ArrowRight" || !field.matches("input[data-sentence]") || field.selectionStart !== field.value.length) return;
    const typed = field.value.trim().toLowerCase(); // what is shown may still belong to fewer letters
    const chips = [...(field.closest("form")?.querySelectorAll<HTMLAnchorElement>("a[data-complete]") ?? [])];
    const fits = chips.find((one) => one.dataset.complete?.toLowerCase().startsWith(typed));
    if (!fits?.dataset.complete) return;
    event.preventDefault();
    take(field, fits.dataset.complete);
  });
}

function take(field: HTMLInputElement, text: string): void {
  field.value = `${text} `;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  htmx.trigger(field, "reread");
}

/** A date that is typed is meant: the choice that it belongs to is made with it. */
export function chooseWhatIsTyped(): void {
  document.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    const [name, value] = (field.dataset.chooses ?? "").split(" ");
    const choice = name && field.value ? field.form?.querySelector<HTMLInputElement>(`input[name="${name}"][value="${value}"]`) : null;
    if (choice) choice.checked = true;
  });
}

/** The week of hours: drag paints, and takes out again where it began on a painted one. Each cell is a checkbox, so taps and the space bar do the same. */
export function paintWeeks(): void {
  const week = document.querySelector<HTMLElement>("[data-paint] .week");
  if (!week) return;
  let painting: boolean | undefined;
  const boxAt = (target: EventTarget | null): HTMLInputElement | null | undefined =>
    (target as HTMLElement).closest("td")?.querySelector<HTMLInputElement>("input[type=checkbox]");
  week.addEventListener("pointerdown", (event) => {
    const box = boxAt(event.target);
    if (!box || event.pointerType === "touch" || event.button !== 0) return;
    painting = !box.checked;
    box.checked = painting;
    event.preventDefault();
  });
  week.addEventListener("pointerover", (event) => {
    const box = boxAt(event.target);
    if (painting !== undefined && box) box.checked = painting;
  });
  window.addEventListener("pointerup", () => {
    if (painting !== undefined) week.dispatchEvent(new Event("change", { bubbles: true })); // so that it is kept as what is typed
    painting = undefined;
  });
  week.addEventListener("click", (event) => {
    if ((event as PointerEvent).pointerType !== "touch" && event.detail > 0) event.preventDefault(); // painted already
  });
}

/** Lists whose order matters: what is dropped is put before what it was dropped on; the buttons beside it do the same. */
export function sortLists(): void {
  const list = document.querySelector<HTMLElement>("[data-sortable]");
  if (!list?.querySelector("[data-handle]")) return;
  void import("sortablejs").then(({ default: Sortable }) => {
    Sortable.create(list, {
      handle: "[data-handle]",
      animation: 120,
      onEnd: ({ item, oldIndex, newIndex }) => {
        const form = item.querySelector("form");
        if (oldIndex === newIndex || !form) return;
        const before = form.querySelector<HTMLInputElement>("input[name=before]");
        if (before) before.value = (item.nextElementSibling as HTMLElement | null)?.dataset.id ?? "";
        form.submit();
      },
    });
  });
}

/** A text that a fault or a finding leads into has the caret in that line, and the line in view. */
export function goToLine(): void {
  const text = document.querySelector<HTMLTextAreaElement>("textarea[data-line]");
  if (!text) return;
  const number = Number(text.dataset.line);
  const lines = text.value.split("\n");
  const start = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
  text.scrollTop = (text.scrollHeight / Math.max(lines.length, 1)) * Math.max(0, number - 5);
  text.scrollIntoView({ block: "center" });
}

/** On a phone the ways through set-up are one row that scrolls: where one is comes into view. */
export function showWhere(): void {
  for (const here of document.querySelectorAll<HTMLElement>(".scrolls > [aria-current]")) {
    const row = here.parentElement;
    if (row) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2 - row.offsetLeft;
  }
}
