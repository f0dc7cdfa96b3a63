import { send } from "./keys";

/** A form with `data-optimistic` shows its result at once, and tells when it failed.  Only what can be undone is done this way. */
export function beOptimistic(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const shown = form.dataset.optimistic;
    if (!shown) return;
    event.preventDefault();
    const before = form.parentElement?.firstChild?.textContent ?? "";
    const token = form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    if (form.parentElement?.firstChild) form.parentElement.firstChild.textContent = shown;
    form.hidden = true;
    void send(form.action, new URLSearchParams(new FormData(form) as never), token).then((done) => {
      if (done) return;
      form.hidden = false;
      if (form.parentElement?.firstChild) form.parentElement.firstChild.textContent = before;
    });
  });
  document.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("[data-print]")) window.print();
  });
}
