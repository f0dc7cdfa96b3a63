/**
 * What is half typed in a form with `data-draft` is kept in this tab until a page says that it arrived.  A sign-in, an error page or a lost
 * connection says no such thing: afterwards the form has it again, and says so.  It is under the key of whoever typed it, and gone when
 * somebody signs out, somebody else signs in, or the tab is closed.
 *
 * What was ticked is not: who else may see a record, or whether all later visits are canceled too, is decided anew each time.  Nor is
 * what stands as the page showed it: somebody else may have changed that meanwhile.
 */
const PREFIX = "draft ";
const READ = ["text", "date", "time", "number", "email", "tel", "search"];

interface Kept {
  values: Record<string, string>;
  sent: boolean;
}
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function keepDrafts(): void {
  const who = document.documentElement.dataset.who;
  if (document.querySelector("[data-forget]")) sessionStorage.clear();
  settle(who);
  if (!who) return;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) restore(form, name(who, form));
  const keep = (event: Event): void => {
    const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-draft]");
    if (form) write(name(who, form), { values: typed(form), sent: false });
  };
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const key = form.dataset.draft ? name(who, form) : "";
    if (key && sessionStorage.getItem(key)) write(key, { values: typed(form), sent: true });
    if (form.action.endsWith("/sign-out/")) sessionStorage.clear();
  });
}

/** Of what was sent, a page that comes next for the same person says that it arrived; whatever else comes says nothing of it. */
function settle(who: string | undefined): void {
  const [came] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const next = who !== undefined && came?.type === "navigate" && document.referrer.startsWith(location.origin);
  for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith(PREFIX))) {
    const kept = read(key);
    const others = who !== undefined && !key.startsWith(`${PREFIX}${who} `);
    if (!kept || others || (kept.sent && next)) sessionStorage.removeItem(key);
    else if (kept.sent) write(key, { ...kept, sent: false });
  }
}

const name = (who: string, form: HTMLFormElement): string => `${PREFIX}${who} ${form.dataset.draft}`;

const write = (key: string, kept: Kept): void => sessionStorage.setItem(key, JSON.stringify(kept));

function read(key: string): Kept | undefined {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
  return kept?.values ? kept : undefined;
}

function fields(form: HTMLFormElement): Field[] {
  const all = [...form.querySelectorAll<Field>("input, textarea, select")];
  return all.filter((one) => one.name && (!(one instanceof HTMLInputElement) || READ.includes(one.type)));
}

/** The value with which the page came. */
function came(one: Field): string {
  if (!(one instanceof HTMLSelectElement)) return one.defaultValue;
  return ([...one.options].find((option) => option.defaultSelected) ?? one.options[0])?.value ?? "";
}

function typed(form: HTMLFormElement): Record<string, string> {
  const changed = fields(form).filter((one) => one.value !== came(one));
  return Object.fromEntries(changed.map((one) => [one.name, one.value]));
}

function restore(form: HTMLFormElement, key: string): void {
  const kept = read(key);
  if (!kept || form.querySelector("[aria-invalid]")) return; // what the server sent back is newer
  const before = new Map(fields(form).map((one) => [one, one.value]));
  let any = false;
  for (const one of fields(form)) {
    const value = kept.values[one.name];
    if (!value || value === one.value) continue;
    one.value = value;
    if (one.value === value) any = true;
    else one.value = before.get(one) ?? ""; // a choice that is there no longer is not made
  }
  if (!any) return;
  form.closest("details")?.setAttribute("open", "");
  sayIt(form, key, before);
}

/** The form says that what was typed is back, and can be put as it was. */
function sayIt(form: HTMLFormElement, key: string, before: Map<Field, string>): void {
  const words = document.querySelector<HTMLTemplateElement>("template[data-draft-said]")?.dataset;
  if (!words) return;
  const notice = document.createElement("p");
  notice.className = "notice row";
  notice.setAttribute("role", "status");
  notice.textContent = `${words.draftSaid} `;
  const empty = document.createElement("button");
  empty.type = "button";
  empty.className = "btn";
  empty.textContent = words.draftEmpty ?? "";
  empty.addEventListener("click", () => {
    for (const [one, value] of before) one.value = value;
    sessionStorage.removeItem(key);
    notice.remove();
    fields(form)[0]?.focus();
  });
  notice.append(empty);
  form.prepend(notice);
}
