/** What is half typed in a form with `data-draft` is kept in this tab until it is sent, and gone when somebody signs out or the tab is closed. */
const PREFIX = "draft ";

export function keepDrafts(): void {
  if (document.querySelector("[data-forget]")) sessionStorage.clear();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) restore(form);
  document.addEventListener("input", (event) => {
    const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-draft]");
    if (form) sessionStorage.setItem(name(form), JSON.stringify(typed(form)));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.draft) sessionStorage.removeItem(name(form));
    if (form.action.endsWith("/sign-out/")) sessionStorage.clear();
  });
}

const name = (form: HTMLFormElement): string => `${PREFIX}${form.dataset.draft}`;

function fields(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement)[] {
  return [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input[type=text], input:not([type]), textarea")].filter((one) => one.name);
}

function typed(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(fields(form).map((one) => [one.name, one.value]));
}

function restore(form: HTMLFormElement): void {
  const kept = sessionStorage.getItem(name(form));
  if (!kept || form.querySelector("[aria-invalid]")) return; // what the server sent back is newer
  const values = JSON.parse(kept) as Record<string, string>;
  let any = false;
  for (const one of fields(form)) {
    const value = values[one.name];
    if (value && value !== one.value) {
      one.value = value;
      any = true;
    }
  }
  if (!any) return;
  form.closest("details")?.setAttribute("open", "");
  if (form.dataset.draftSaid) sayIt(form, values);
}

/** A form for somebody new says that what was typed for somebody else, perhaps, is back, and can be emptied. */
function sayIt(form: HTMLFormElement, values: Record<string, string>): void {
  const notice = document.createElement("p");
  notice.className = "notice row";
  notice.setAttribute("role", "status");
  notice.textContent = `${form.dataset.draftSaid} `;
  const empty = document.createElement("button");
  empty.type = "button";
  empty.className = "btn";
  empty.textContent = form.dataset.draftEmpty ?? "";
  empty.addEventListener("click", () => {
    for (const one of fields(form)) if (one.name in values) one.value = one.defaultValue;
    sessionStorage.removeItem(name(form));
    notice.remove();
    fields(form)[0]?.focus();
  });
  notice.append(empty);
  form.prepend(notice);
}
