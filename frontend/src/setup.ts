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
    const chip = field.closest("form")?.querySelector<HTMLAnchorElement>("a[data-complete]");
    if (!chip || !chip.dataset.complete) return;
    event.preventDefault();
    take(field, chip.dataset.complete);
  });
}

function take(field: HTMLInputElement, text: string): void {
  field.value = `${text} `;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  htmx.trigger(field, "reread");
}
